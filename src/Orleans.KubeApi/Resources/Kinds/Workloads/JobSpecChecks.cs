using System.Globalization;
using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>Checks of a job's spec, in a Job and in a CronJob's template: all but selector and labels.</summary>
internal static partial class JobSpecChecks
{
    private const int LargestIndexed = 100_000;
    private const int LargestOfMany = 10_000;
    private const int LongestManager = 63;
    private static readonly string[] Modes = ["NonIndexed", "Indexed"];
    private static readonly string[] Replacements = ["Failed", "TerminatingOrFailed"];
    private static readonly string[] FailedOnly = ["Failed"];
    private static readonly string[] RestartPolicies = ["OnFailure", "Never"];

    /// <summary>Checks a spec that stands at a path.</summary>
    public static void Check(ObjectNode spec, ObjectNode? oldSpec, FieldPath path, FieldErrors errors)
    {
        Checks.NonNegative(spec, path, errors, "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
            "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes");
        if (spec.Has("maxFailedIndexes") && !spec.Has("backoffLimitPerIndex"))
        {
            errors.Required(path.Child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
        }

        if (spec.Text("managedBy") is { } manager)
        {
            CheckManager(manager, path.Child("managedBy"), errors);
        }

        CheckMode(spec, path, errors);
        if (spec.Object("podFailurePolicy") is { } failure)
        {
            JobPolicyChecks.Failure(failure, spec, path.Child("podFailurePolicy"), errors);
        }

        if (spec.Object("successPolicy") is { } success)
        {
            if (spec.Str("completionMode") == "Indexed")
            {
                JobPolicyChecks.Success(success, spec, path.Child("successPolicy"), errors);
            }
            else
            {
                errors.Invalid(path.Child("successPolicy"), UpdateStrategyText.GoNames(success), "requires indexed completion mode");
            }
        }

        CheckReplacement(spec, path.Child("podReplacementPolicy"), errors);
        var template = spec.Child("template");
        PodSpecRules.ValidateTemplate(template, path.Child("template"), errors, oldSpec?.Object("template"));
        CheckRestart(spec, template.Object("spec").Str("restartPolicy"), path, errors);
    }

    private static void CheckManager(string manager, FieldPath path, FieldErrors errors)
    {
        var slash = manager.IndexOf('/');
        if (manager.Length == 0)
        {
            errors.Required(path);
        }
        else if (slash <= 0 || slash == manager.Length - 1)
        {
            errors.Invalid(path, manager, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
        else
        {
            Names.Subdomain(errors, path, manager[..slash]);
            if (!PathForm().IsMatch(manager.AsSpan(slash + 1)))
            {
                errors.Invalid(path, manager[(slash + 1)..],
                    "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
            }
        }

        if (manager.Length > LongestManager)
        {
            errors.TooLong(path, LongestManager);
        }
    }

    private static void CheckMode(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        switch (spec.Text("completionMode"))
        {
            case "Indexed":
                CheckIndexed(spec, path, errors);
                break;
            case null or "NonIndexed":
                foreach (var name in (ReadOnlySpan<string>)["backoffLimitPerIndex", "maxFailedIndexes"])
                {
                    if (spec.Has(name))
                    {
                        errors.Invalid(path.Child(name), spec[name], "requires indexed completion mode");
                    }
                }

                break;
            default:
                errors.NotSupported(path.Child("completionMode"), spec["completionMode"], Modes);
                break;
        }
    }

    private static void CheckIndexed(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var completions = spec.Integer("completions");
        if (completions is null)
        {
            errors.Required(path.Child("completions"), "when completion mode is Indexed");
        }

        if (spec.Int("parallelism") > LargestIndexed)
        {
            errors.Invalid(path.Child("parallelism"), spec["parallelism"],
                $"must be less than or equal to {Text(LargestIndexed)} when completion mode is Indexed");
        }

        if (completions is not null && spec.Integer("maxFailedIndexes") > completions)
        {
            errors.Invalid(path.Child("maxFailedIndexes"), spec["maxFailedIndexes"], "must be less than or equal to completions");
        }

        if (spec.Int("maxFailedIndexes") > LargestIndexed)
        {
            errors.Invalid(path.Child("maxFailedIndexes"), spec["maxFailedIndexes"],
                $"must be less than or equal to {Text(LargestIndexed)}");
        }

        if (completions > LargestIndexed && spec.Has("backoffLimitPerIndex"))
        {
            CheckMany(spec, path, errors);
        }
    }

    // Above the soft limit of completions the lists of indexes are kept short by other limits.
    private static void CheckMany(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        if (!spec.Has("maxFailedIndexes"))
        {
            errors.Required(path.Child("maxFailedIndexes"), $"must be specified when completions is above {Text(LargestIndexed)}");
        }

        foreach (var name in (ReadOnlySpan<string>)["parallelism", "maxFailedIndexes"])
        {
            if (spec.Int(name) > LargestOfMany)
            {
                errors.Invalid(path.Child(name), spec[name], $"must be less than or equal to {Text(LargestOfMany)} when completions are "
                    + $"above {Text(LargestIndexed)} and used with backoff limit per index");
            }
        }
    }

    private static void CheckReplacement(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        if (spec.Text("podReplacementPolicy") is not { } policy)
        {
            return;
        }

        var onlyFailed = spec.Has("podFailurePolicy");
        if (policy != "Failed" && (onlyFailed || policy != "TerminatingOrFailed"))
        {
            errors.NotSupported(path, policy, onlyFailed ? FailedOnly : Replacements);
        }
    }

    private static void CheckRestart(ObjectNode spec, string policy, FieldPath path, FieldErrors errors)
    {
        if (policy == "Never" || (policy == "OnFailure" && !spec.Has("podFailurePolicy")))
        {
            return;
        }

        var at = path.Child("template", "spec").Child("restartPolicy");
        if (policy is "" or "Always")
        {
            errors.Required(at, "valid values: \"OnFailure\", \"Never\"");
        }
        else if (policy == "OnFailure")
        {
            errors.Invalid(at, policy, "only \"Never\" is supported when podFailurePolicy is specified");
        }
        else
        {
            errors.NotSupported(at, policy, RestartPolicies);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[A-Za-z0-9/\-._~%!$&'()*+,;=:]+\z")]
    private static partial Regex PathForm();
}
