using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Nodes and what belongs to them.</summary>
internal static class NodeCells
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static KindTable Nodes { get; } = new(
    [
        Column.ObjectName,
        new("Status", "string", "The status of the node"),
        new("Roles", "string", "The roles of the node"),
        Column.Age,
        new("Version", "string", "=core.v1.NodeSystemInfo/kubeletVersion"),
        new("Internal-IP", "string", "=core.v1.NodeStatus/addresses", Wide: true),
        new("External-IP", "string", "=core.v1.NodeStatus/addresses", Wide: true),
        new("OS-Image", "string", "=core.v1.NodeSystemInfo/osImage", Wide: true),
        new("Kernel-Version", "string", "=core.v1.NodeSystemInfo/kernelVersion", Wide: true),
        new("Container-Runtime", "string", "=core.v1.NodeSystemInfo/containerRuntimeVersion", Wide: true),
    ],
    (obj, now) =>
    {
        var status = obj.Part("status");
        var info = status.Part("nodeInfo");
        return
        [
            Name(obj),
            Status(obj, status),
            Roles(obj),
            Age(obj, now),
            info.Text("kubeletVersion") ?? "",
            Address(status, "InternalIP"),
            Address(status, "ExternalIP"),
            info.Text("osImage").Or(Unknown),
            info.Text("kernelVersion").Or(Unknown),
            info.Text("containerRuntimeVersion").Or(Unknown),
        ];
    });

    public static KindTable RuntimeClasses { get; } = new(
    [
        Column.ObjectName,
        new("Handler", "string", ""),
        Column.Age,
    ],
    (obj, now) => [Name(obj), obj.Text("handler") ?? "", Age(obj, now)]);

    private static string Status(ObjectNode node, ObjectNode status)
    {
        // Of conditions of the same type the last one counts.
        var ready = status.Objects("conditions").LastOrDefault(c => c.Text("type") == "Ready");
        var word = ready is null ? "Unknown" : ready.Text("status") == "True" ? "Ready" : "NotReady";
        return node.Part("spec").Flag("unschedulable") ? $"{word},SchedulingDisabled" : word;
    }

    private static string Roles(ObjectNode node)
    {
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (label, value) in node.Part("metadata").Part("labels"))
        {
            if (label.StartsWith(RolePrefix, StringComparison.Ordinal))
            {
                roles.Add(label[RolePrefix.Length..]);
            }
            else if (label == "kubernetes.io/role")
            {
                roles.Add((value as TextNode)?.Value ?? "");
            }
        }

        roles.Remove("");
        return Join(roles).Or(None);
    }

    private static string Address(ObjectNode status, string type) =>
        status.Objects("addresses").FirstOrDefault(a => a.Text("type") == type)?.Text("address") ?? None;
}
