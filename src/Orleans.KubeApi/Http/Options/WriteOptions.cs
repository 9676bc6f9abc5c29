using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Options;

/// <summary>CreateOptions, UpdateOptions and PatchOptions: parsed from the query and valid.</summary>
/// <param name="DryRun">Nothing is stored.</param>
/// <param name="FieldManager">Name in managedFields.</param>
/// <param name="FieldValidation">Ignore, Warn or Strict.</param>
/// <param name="Force">Apply takes over conflicting fields.</param>
internal sealed record WriteOptions(bool DryRun, string FieldManager, string FieldValidation, bool Force)
{
    /// <summary>The parameter fieldManager; "" if it was not given.</summary>
    public string GivenFieldManager { get; private init; } = "";

    /// <summary>The parameter fieldValidation; "" if it was not given.</summary>
    public string GivenFieldValidation { get; private init; } = "";

    private const int ManagerLimit = 128;

    /// <summary>Reads the options of a write.</summary>
    /// <param name="query">The query.</param>
    /// <param name="userAgent">Its part before the first slash is the default manager.</param>
    /// <param name="kind">CreateOptions, UpdateOptions or PatchOptions.</param>
    /// <param name="patch">The patch type of a patch.</param>
    /// <exception cref="Objects.StatusException">422.</exception>
    public static WriteOptions Parse(QueryParameters query, string? userAgent, string kind, PatchKind patch = PatchKind.None)
    {
        if (query.IsEmpty && patch != PatchKind.Apply)
        {
            return new WriteOptions(DryRun: false, ManagerOf(userAgent), "Warn", Force: false);
        }

        var errors = new OptionErrors(kind);
        var manager = query.Get("fieldManager") ?? "";
        var force = query.Get("force");
        if (patch == PatchKind.Apply && manager.Length == 0)
        {
            errors.Required("fieldManager", "is required for apply patch");
        }
        else if (patch is not (PatchKind.None or PatchKind.Apply) && force is not null)
        {
            errors.Forbidden("force", "may not be specified for non-apply patch");
        }

        CheckManager(manager, errors);
        var dryRun = CheckDryRun(query.All("dryRun"), errors);
        var validation = query.Get("fieldValidation") ?? "";
        if (validation is not ("" or "Ignore" or "Warn" or "Strict"))
        {
            errors.NotSupported("fieldValidation", GoText.Quote(validation), "", "Ignore", "Strict", "Warn");
        }

        errors.ThrowIfAny();
        return new WriteOptions(
            dryRun,
            manager.Length > 0 ? manager : ManagerOf(userAgent),
            validation.Length > 0 ? validation : "Warn",
            RequestInfo.IsTrue(force))
        {
            GivenFieldManager = manager,
            GivenFieldValidation = validation,
        };
    }

    /// <summary>Checks a dryRun list: only "All" is legal. Returns whether it is a dry run.</summary>
    public static bool CheckDryRun(IReadOnlyList<string> values, OptionErrors errors)
    {
        foreach (var value in values)
        {
            if (value != "All")
            {
                errors.NotSupported("dryRun", $"[{string.Join(',', values.Select(GoText.Quote))}]", "All");
                break;
            }
        }

        return values.Count > 0;
    }

    private static void CheckManager(string manager, OptionErrors errors)
    {
        if (Encoding.UTF8.GetByteCount(manager) > ManagerLimit)
        {
            errors.TooLong("fieldManager", ManagerLimit);
        }

        var position = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (!GoText.IsPrintable(rune))
            {
                errors.Invalid("fieldManager", GoText.Quote(manager), $"invalid character U+{rune.Value:X4} (at position {position})");
            }

            position += rune.Utf8SequenceLength;
        }
    }

    private static string ManagerOf(string? userAgent)
    {
        var text = userAgent.AsSpan();
        var slash = text.IndexOf('/');
        text = slash < 0 ? text : text[..slash];
        if (text.Length <= ManagerLimit && !text.ContainsAnyExceptInRange(' ', '~'))
        {
            return text.ToString();
        }

        var manager = new StringBuilder();
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            length += rune.Utf8SequenceLength;
            if (length > ManagerLimit)
            {
                break;
            }

            if (GoText.IsPrintable(rune))
            {
                manager.Append(rune.ToString());
            }
        }

        return manager.ToString();
    }
}
