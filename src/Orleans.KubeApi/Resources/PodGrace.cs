using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Graceful deletion, which only pods have: the node needs time to stop the containers.</summary>
internal static class PodGrace
{
    /// <summary>Whether objects of the type are deleted gracefully at all.</summary>
    public static bool AppliesTo(ResourceType type) => type.Resource is { Group: "", Resource: "pods" };

    /// <summary>Seconds a pod stays after its first delete; 0 = gone at once (never scheduled, already finished, asked for).</summary>
    public static long Period(WriteRequest request, ObjectNode tree)
    {
        var spec = tree.Object("spec");
        if (string.IsNullOrEmpty(spec?.Text("nodeName")) || tree.Object("status")?.Text("phase") is "Succeeded" or "Failed")
        {
            return 0;
        }

        var asked = request.GracePeriodSeconds ?? spec.Integer("terminationGracePeriodSeconds") ?? 0;
        return asked < 0 ? 1 : asked;
    }
}
