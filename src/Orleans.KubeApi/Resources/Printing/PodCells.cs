using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Pods.</summary>
internal static class PodCells
{
    public static KindTable Pods { get; } = new(
    [
        Column.ObjectName,
        new("Ready", "string", "The aggregate readiness state of this pod for accepting traffic."),
        new("Status", "string", "The aggregate status of the containers in this pod."),
        new("Restarts", "string",
            "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted."),
        Column.Age,
        new("IP", "string", "=core.v1.PodStatus/podIP", Wide: true),
        new("Node", "string", "=core.v1.PodSpec/nodeName", Wide: true),
        new("Nominated Node", "string", "=core.v1.PodStatus/nominatedNodeName", Wide: true),
        new("Readiness Gates", "string", "=core.v1.PodSpec/readinessGates", Wide: true),
    ],
    Cells)
    {
        Conditions = Conditions,
    };

    private static Node[] Cells(ObjectNode pod, DateTimeOffset now)
    {
        var summary = PodSummary.Of(pod);
        var (spec, status) = (pod.Part("spec"), pod.Part("status"));
        var restarts = Digits(summary.Restarts);
        if (summary.Restarts != 0 && summary.LastRestart is { } last)
        {
            restarts = $"{restarts} ({HumanDuration.Of(now - last)} ago)";
        }

        return
        [
            Name(pod),
            Ratio(summary.Ready, summary.Containers),
            summary.Reason,
            restarts,
            Age(pod, now),
            (status.Objects("podIPs").FirstOrDefault()?.Text("ip") ?? status.Text("podIP")).Or(None),
            spec.Text("nodeName").Or(None),
            status.Text("nominatedNodeName").Or(None),
            Gates(spec, status),
        ];
    }

    private static string Gates(ObjectNode spec, ObjectNode status)
    {
        var gates = spec.Objects("readinessGates").Select(g => g.Text("conditionType") ?? "").ToList();
        return gates.Count == 0
            ? None
            : Ratio(gates.Count(g => status.Condition(g)?.Text("status") == "True"), gates.Count);
    }

    private static ArrayNode? Conditions(ObjectNode pod) => pod.Part("status").Text("phase") switch
    {
        "Succeeded" => Completed("Succeeded", "The pod has completed successfully."),
        "Failed" => Completed("Failed", "The pod failed."),
        _ => null,
    };

    private static ArrayNode Completed(string reason, string message) =>
        new([new ObjectNode { { "type", "Completed" }, { "status", "True" }, { "reason", reason }, { "message", message } }]);
}
