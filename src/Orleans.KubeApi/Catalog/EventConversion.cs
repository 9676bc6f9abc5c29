using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Catalog;

/// <summary>Event of core/v1 and of events.k8s.io/v1: one object under other names.</summary>
internal static class EventConversion
{
    // events.k8s.io/v1 name, core/v1 name.
    private static readonly (string New, string Core)[] Names =
    [
        ("regarding", "involvedObject"),
        ("note", "message"),
        ("reportingController", "reportingComponent"),
        ("deprecatedSource", "source"),
        ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"),
        ("deprecatedCount", "count"),
    ];

    private static readonly Dictionary<string, string> NewToCore = Names.ToDictionary(n => n.New, n => n.Core);
    private static readonly Dictionary<string, string> CoreToNew = Names.ToDictionary(n => n.Core, n => n.New);

    /// <summary>events.k8s.io/v1 to core/v1.</summary>
    public static ObjectNode ToCore(ObjectNode source) => Rename(source, NewToCore);

    /// <summary>core/v1 to events.k8s.io/v1.</summary>
    public static ObjectNode FromCore(ObjectNode source) => Rename(source, CoreToNew);

    private static ObjectNode Rename(ObjectNode source, Dictionary<string, string> names)
    {
        var result = new ObjectNode(source.Count);
        foreach (var (name, value) in source)
        {
            result.Set(names.GetValueOrDefault(name, name), value);
        }

        return result;
    }
}
