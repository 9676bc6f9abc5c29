using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Subresources;

/// <summary>
/// The first half of an eviction that may go ahead: the pod's condition DisruptionTarget says why it is about to go. An inner write: it
/// belongs to no field manager, and clients reach it only through the eviction.
/// </summary>
internal static class EvictionMark
{
    /// <summary>Runs the mark; answers the pod.</summary>
    public static OperationOutcome Run(WriteRequest request, ResourceType type, CurrentVersion? current, OperationContext context)
    {
        if (current is null)
        {
            throw StatusErrors.NotFound(type.Resource, request.Name);
        }

        Preconditions.CheckDelete(request, type, current);
        var pod = (ObjectNode)current.Tree.Clone();
        PodConditions.Set(pod, "DisruptionTarget", "EvictionByEvictionAPI", "Eviction API: evicting", context.Now);
        var next = TreeForm.Seal(type, pod);
        return TreeForm.SameButVersion(next, current.Tree)
            ? new OperationOutcome { Kind = OutcomeKind.Answer, Tree = current.Tree }
            : new OperationOutcome { Kind = OutcomeKind.Store, Tree = next };
    }
}
