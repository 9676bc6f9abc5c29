using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Dynamic resource allocation.</summary>
internal static class DeviceCells
{
    public static KindTable Claims { get; } = new(
    [
        Column.ObjectName,
        new("State", "string", "A summary of the current state (allocated, pending, reserved, etc.)."),
        Column.Age,
    ],
    (obj, now) => [Name(obj), State(obj), Age(obj, now)]);

    public static KindTable Slices { get; } = new(
    [
        Column.ObjectName,
        new("Node", "string", "=resource.v1.ResourceSliceSpec/nodeName"),
        new("Driver", "string", "=resource.v1.ResourceSliceSpec/driver"),
        new("Pool", "string", OldTexts.PoolName),
        Column.Age,
    ],
    (obj, now) =>
    {
        var spec = obj.Part("spec");
        return [Name(obj), spec.Text("nodeName") ?? "", spec.Text("driver") ?? "", spec.Part("pool").Text("name") ?? "", Age(obj, now)];
    });

    private static string State(ObjectNode claim)
    {
        var deleting = IsDeleting(claim);
        var status = claim.Part("status");
        if (!status.Has("allocation"))
        {
            return deleting ? "deleted" : "pending";
        }

        var reserved = status.Length("reservedFor") > 0 ? ",reserved" : "";
        return (deleting ? "deleted,allocated" : "allocated") + reserved;
    }
}
