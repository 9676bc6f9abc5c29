using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Options;

/// <summary>DeleteOptions: from the body if there is one, else from the query (never mixed, as in the original); valid.</summary>
internal sealed record DeleteOptions
{
    private const string IgnoreField = "ignoreStoreReadErrorWithClusterBreakingPotential";
    private const string Scheme = "in scheme \"pkg/apis/meta/internalversion/scheme/register.go:27\"";

    public bool DryRun { get; private init; }

    public long? GracePeriodSeconds { get; private init; }

    public string PropagationPolicy { get; private init; } = "";

    public bool? OrphanDependents { get; private init; }

    /// <summary>Only what can't be read any more is to be deleted.</summary>
    public bool IgnoresReadErrors { get; private init; }

    public string? PreconditionUid { get; private init; }

    public string? PreconditionResourceVersion { get; private init; }

    private bool HasPreconditions { get; init; }

    /// <summary>Reads the options of a delete.</summary>
    /// <param name="query">The query.</param>
    /// <param name="body">The body as JSON, empty if there is none.</param>
    /// <exception cref="StatusException">400 or 422.</exception>
    public static DeleteOptions Parse(QueryParameters query, ReadOnlySpan<byte> body) =>
        body.IsEmpty ? FromQuery(query) : FromBody(ParseBody(body));

    private static DeleteOptions FromQuery(QueryParameters query)
    {
        if (query.IsEmpty)
        {
            return new DeleteOptions();
        }

        return Checked(query.All("dryRun"), new DeleteOptions
        {
            GracePeriodSeconds = Grace(GoNumbers.Integer(query.Get("gracePeriodSeconds"))),
            PropagationPolicy = query.Get("propagationPolicy") ?? "",
            OrphanDependents = query.Get("orphanDependents") is { } orphan ? RequestInfo.IsTrue(orphan) : null,
            IgnoresReadErrors = RequestInfo.IsTrue(query.Get(IgnoreField)),
        });
    }

    private static DeleteOptions FromBody(ObjectNode body)
    {
        var preconditions = Child<ObjectNode>(body, "preconditions", "DeleteOptions.preconditions of type v1.Preconditions");
        var dryRun = Child<ArrayNode>(body, "dryRun", "DeleteOptions.dryRun of type []string");
        var grace = Child<NumberNode>(body, "gracePeriodSeconds", "DeleteOptions.gracePeriodSeconds of type int64");
        return Checked(dryRun is null ? [] : [.. dryRun.Items.Select(i => (i as TextNode)?.Value ?? "")], new DeleteOptions
        {
            GracePeriodSeconds = Grace(grace is null ? null : grace.AsInteger()
                ?? throw Unfit($"number {grace.Text}", "gracePeriodSeconds of type int64")),
            PropagationPolicy = Child<TextNode>(body, "propagationPolicy",
                "DeleteOptions.propagationPolicy of type v1.DeletionPropagation")?.Value ?? "",
            OrphanDependents = Child<BoolNode>(body, "orphanDependents", "DeleteOptions.orphanDependents of type bool")?.Value,
            HasPreconditions = preconditions is not null,
            IgnoresReadErrors = Child<BoolNode>(body, IgnoreField, $"DeleteOptions.{IgnoreField} of type bool")?.Value == true,
            PreconditionUid = preconditions is null ? null
                : Child<TextNode>(preconditions, "uid", "Preconditions.preconditions.uid of type types.UID")?.Value,
            PreconditionResourceVersion = preconditions is null
                ? null
                : Child<TextNode>(preconditions, "resourceVersion", "Preconditions.preconditions.resourceVersion of type string")?.Value,
        });
    }

    private static DeleteOptions Checked(IReadOnlyList<string> dryRun, DeleteOptions options)
    {
        var errors = new OptionErrors("DeleteOptions");
        if (options.PropagationPolicy.Length > 0 && options.OrphanDependents is not null)
        {
            errors.Invalid("propagationPolicy", GoText.Quote(options.PropagationPolicy),
                "orphanDependents and deletionPropagation cannot be both set");
        }

        if (options.PropagationPolicy is not ("" or "Foreground" or "Background" or "Orphan"))
        {
            errors.NotSupported("propagationPolicy", GoText.Quote(options.PropagationPolicy), "Foreground", "Background", "Orphan", "nil");
        }

        var isDryRun = WriteOptions.CheckDryRun(dryRun, errors);
        if (options.IgnoresReadErrors)
        {
            options.CheckAlone(errors);
        }

        errors.ThrowIfAny();
        return options with { DryRun = isDryRun };
    }

    /// <summary>Refuses what isn't for a whole collection.</summary>
    /// <exception cref="StatusException">422.</exception>
    public void CheckForCollection()
    {
        var errors = new OptionErrors("DeleteOptions");
        if (IgnoresReadErrors)
        {
            errors.Invalid(IgnoreField, "true", "is not allowed with DELETECOLLECTION, try again after removing the option");
        }

        errors.ThrowIfAny();
    }

    // Nothing is known of an unreadable object that the other options could be about.
    private void CheckAlone(OptionErrors errors)
    {
        (string Name, bool IsSet)[] others =
        [
            ("propagationPolicy", PropagationPolicy.Length > 0), ("orphanDependents", OrphanDependents is not null),
            ("gracePeriodSeconds", GracePeriodSeconds is not null), ("preconditions", HasPreconditions),
        ];
        foreach (var (name, _) in others.Where(o => o.IsSet))
        {
            errors.Invalid(IgnoreField, "true", $"cannot be set together with .{name}");
        }
    }

    private static ObjectNode ParseBody(ReadOnlySpan<byte> body)
    {
        Node node;
        try
        {
            node = NodeReader.Parse(body);
        }
        catch (JsonException wrong)
        {
            throw StatusErrors.BadRequest($"couldn't get version/kind; json parse error: {Resources.GoJsonText.Explain(body, wrong)}");
        }

        if (node is not ObjectNode options)
        {
            return node is NullNode ? [] : throw StatusErrors.BadRequest(
                $"couldn't get version/kind; json parse error: json: cannot unmarshal {node.KindName} into Go value of type struct "
                + "{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }");
        }

        var kind = options.Text("kind") ?? "";
        if (kind.Length > 0 && kind != "DeleteOptions")
        {
            throw StatusErrors.BadRequest($"no kind \"{kind}\" is registered for version \"{options.Text("apiVersion")}\" {Scheme}");
        }

        return options;
    }

    // The original treats a negative grace period as one second.
    private static long? Grace(long? seconds) => seconds < 0 ? 1 : seconds;

    private static T? Child<T>(ObjectNode node, string name, string place)
        where T : Node
    {
        var value = node[name];
        return value is null or NullNode ? null : value as T ?? throw Unfit(value.KindName, place);
    }

    private static StatusException Unfit(string what, string place) =>
        StatusErrors.BadRequest($"json: cannot unmarshal {what} into Go struct field {place}");
}
