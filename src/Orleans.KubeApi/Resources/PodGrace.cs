using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Graceful deletion, which only pods have: the node needs time to stop the containers.</summary>
internal static class PodGrace
{
    private const long Default = 30;

    /// <summary>Seconds the object stays; 0 = gone at once (not a pod, never scheduled, already finished).</summary>
    public static long Period(WriteRequest request, ResourceType type, ObjectNode tree)
    {
        if (type.Resource is not { Group: "", Resource: "pods" })
        {
            return 0;
        }

        if (string.IsNullOrEmpty(tree.Object("spec")?.Text("nodeName")) || tree.Object("status")?.Text("phase") is "Succeeded" or "Failed")
        {
            return 0;
        }

        var asked = request.GracePeriodSeconds ?? tree.Object("spec")?.Integer("terminationGracePeriodSeconds") ?? Default;
        asked = asked < 0 ? 1 : asked;
        var meta = new ObjectMeta(tree);
        return meta.IsTerminating ? Math.Min(asked, meta.Node.Integer("deletionGracePeriodSeconds") ?? 0) : asked;
    }
}
