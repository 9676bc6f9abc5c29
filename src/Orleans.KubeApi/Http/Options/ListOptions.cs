using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Options;

/// <summary>
/// ListOptions of list, watch and deletecollection: parsed from the query and valid (apimachinery <c>internalversion/validation</c>).
/// </summary>
internal sealed record ListOptions
{
    private static readonly ListOptions Nothing = new();

    public string LabelSelector { get; private init; } = "";

    public string FieldSelector { get; private init; } = "";

    /// <summary>"" = not given.</summary>
    public string ResourceVersion { get; private init; } = "";

    /// <summary>"", "Exact" or "NotOlderThan".</summary>
    public string Match { get; private init; } = "";

    public long Limit { get; private init; }

    public string Continue { get; private init; } = "";

    public long? TimeoutSeconds { get; private init; }

    public bool AllowBookmarks { get; private init; }

    public bool? SendInitialEvents { get; private init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="StatusException">400 for numbers that are none, 422 for what contradicts itself.</exception>
    public static ListOptions Parse(QueryParameters query, bool isWatch)
    {
        if (query.IsEmpty)
        {
            return isWatch ? Nothing.WithWatchDefaults() : Nothing;
        }

        var options = new ListOptions
        {
            LabelSelector = query.Get("labelSelector") ?? "",
            FieldSelector = query.Get("fieldSelector") ?? "",
            ResourceVersion = query.Get("resourceVersion") ?? "",
            Match = query.Get("resourceVersionMatch") ?? "",
            Limit = Math.Max(0, GoNumbers.Integer(query.Get("limit")) ?? 0),
            Continue = query.Get("continue") ?? "",
            TimeoutSeconds = GoNumbers.Integer(query.Get("timeoutSeconds")),
            AllowBookmarks = RequestInfo.IsTrue(query.Get("allowWatchBookmarks")),
            SendInitialEvents = query.Get("sendInitialEvents") is { } send ? RequestInfo.IsTrue(send) : null,
        };
        options = isWatch ? options.WithWatchDefaults() : options;
        options.Check(isWatch);
        return options;
    }

    // A watch of the old kind that wants the current state first is the same as one with sendInitialEvents (SetListOptionsDefaults with
    // the WatchList gate on).
    private ListOptions WithWatchDefaults() =>
        SendInitialEvents is null && Match.Length == 0 && ResourceVersion is "" or "0"
            ? this with { SendInitialEvents = true, Match = "NotOlderThan" }
            : this;

    private void Check(bool isWatch)
    {
        if (Match.Length == 0 && SendInitialEvents is null)
        {
            return;
        }

        var errors = new OptionErrors("ListOptions");
        if (isWatch)
        {
            CheckWatch(errors);
        }
        else
        {
            CheckList(errors);
        }

        errors.ThrowIfAny();
    }

    private void CheckWatch(OptionErrors errors)
    {
        if (SendInitialEvents is not null && Match != "NotOlderThan")
        {
            errors.Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }

        if (Match.Length == 0)
        {
            return;
        }

        if (SendInitialEvents is null)
        {
            errors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }

        if (Match != "NotOlderThan")
        {
            errors.NotSupported("resourceVersionMatch", GoText.Quote(Match), "NotOlderThan");
        }

        if (Continue.Length > 0)
        {
            errors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
        }
    }

    private void CheckList(OptionErrors errors)
    {
        if (Match.Length > 0)
        {
            if (ResourceVersion.Length == 0)
            {
                errors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
            }

            if (Continue.Length > 0)
            {
                errors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
            }

            if (Match is not ("Exact" or "NotOlderThan"))
            {
                errors.NotSupported("resourceVersionMatch", GoText.Quote(Match), "Exact", "NotOlderThan", "");
            }

            if (Match == "Exact" && ResourceVersion == "0")
            {
                errors.Forbidden("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
            }
        }

        if (SendInitialEvents is not null)
        {
            errors.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }
    }
}
