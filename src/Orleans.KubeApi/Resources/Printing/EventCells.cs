using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Events of both groups: fields that have two names are read by either.</summary>
internal static class EventCells
{
    public static KindTable Events { get; } = new(
    [
        new("Last Seen", "string", "=core.v1.Event/lastTimestamp"),
        new("Type", "string", "=core.v1.Event/type"),
        new("Reason", "string", "=core.v1.Event/reason"),
        new("Object", "string", "=core.v1.Event/involvedObject"),
        new("Subobject", "string", "=core.v1.ObjectReference/fieldPath", Wide: true),
        new("Source", "string", "=core.v1.Event/source", Wide: true),
        new("Message", "string", "=core.v1.Event/message"),
        new("First Seen", "string", "=core.v1.Event/firstTimestamp", Wide: true),
        new("Count", "string", "=core.v1.Event/count", Wide: true),
        Column.WideName,
    ],
    (obj, now) =>
    {
        var about = obj.Object("involvedObject") ?? obj.Part("regarding");
        var first = Since(obj.Text("firstTimestamp") ?? obj.Text("deprecatedFirstTimestamp") ?? obj.Text("eventTime"), now);
        var last = obj.Text("lastTimestamp") ?? obj.Text("deprecatedLastTimestamp");
        var series = obj.Object("series");
        return
        [
            series is not null ? Since(series.Text("lastObservedTime"), now) : last is null ? first : Since(last, now),
            obj.Text("type") ?? "",
            obj.Text("reason") ?? "",
            Target(about),
            about.Text("fieldPath") ?? "",
            Source(obj),
            (obj.Text("message") ?? obj.Text("note") ?? "").Trim(),
            first,
            series?.Number("count") ?? Count(obj),
            Name(obj),
        ];
    });

    private static string Target(ObjectNode about)
    {
        var kind = (about.Text("kind") ?? "").ToLowerInvariant();
        var name = about.Text("name").Or("");
        return name.Length == 0 ? kind : $"{kind}/{name}";
    }

    private static string Source(ObjectNode obj)
    {
        var source = obj.Object("source") ?? obj.Part("deprecatedSource");
        var component = source.Text("component").Or(obj.Text("reportingComponent") ?? obj.Text("reportingController") ?? "");
        var host = source.Text("host").Or(obj.Text("reportingInstance") ?? "");
        return host.Length == 0 ? component : $"{component}, {host}";
    }

    /// <summary>An event without a count happened once.</summary>
    private static long Count(ObjectNode obj) => Math.Max(1, obj.Number("count", obj.Number("deprecatedCount")));
}
