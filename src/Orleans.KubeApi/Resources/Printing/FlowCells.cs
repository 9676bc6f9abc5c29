using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>API priority and fairness.</summary>
internal static class FlowCells
{
    public static KindTable FlowSchemas { get; } = new(
    [
        Column.ObjectName,
        new("PriorityLevel", "string", "=flowcontrol.v1.PriorityLevelConfigurationReference/name"),
        new("MatchingPrecedence", "string", "=flowcontrol.v1.FlowSchemaSpec/matchingPrecedence"),
        new("DistinguisherMethod", "string", "=flowcontrol.v1.FlowSchemaSpec/distinguisherMethod"),
        Column.Age,
        new("MissingPL", "string", "references a broken or non-existent PriorityLevelConfiguration"),
    ],
    (obj, now) =>
    {
        var spec = obj.Part("spec");
        return
        [
            Name(obj),
            spec.Part("priorityLevelConfiguration").Text("name") ?? "",
            spec.Number("matchingPrecedence", 1000),
            spec.Object("distinguisherMethod")?.Text("type") ?? None,
            Age(obj, now),
            obj.Part("status").Condition("Dangling")?.Text("status") ?? "?",
        ];
    });

    public static KindTable PriorityLevels { get; } = new(
    [
        Column.ObjectName,
        new("Type", "string", "=flowcontrol.v1.PriorityLevelConfigurationSpec/type"),
        new("NominalConcurrencyShares", "string", "=flowcontrol.v1.LimitedPriorityLevelConfiguration/nominalConcurrencyShares"),
        new("Queues", "string", "=flowcontrol.v1.QueuingConfiguration/queues"),
        new("HandSize", "string", "=flowcontrol.v1.QueuingConfiguration/handSize"),
        new("QueueLengthLimit", "string", "=flowcontrol.v1.QueuingConfiguration/queueLengthLimit"),
        Column.Age,
    ],
    (obj, now) =>
    {
        var spec = obj.Part("spec");
        var limited = spec.Object("limited");
        var queuing = limited?.Part("limitResponse").Object("queuing");
        return
        [
            Name(obj),
            spec.Text("type") ?? "",
            limited is null ? None : limited.Number("nominalConcurrencyShares", 30),
            queuing is null ? None : queuing.Number("queues", 64),
            queuing is null ? None : queuing.Number("handSize", 8),
            queuing is null ? None : queuing.Number("queueLengthLimit", 50),
            Age(obj, now),
        ];
    });
}
