using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>DELETE: at once, or marking the object while finalizers or a pod's grace period hold it. Reference area 1.7.</summary>
internal static class DeleteOperation
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";

    /// <summary>Runs a delete.</summary>
    public static OperationOutcome Run(WriteRequest request, ResourceType type, CurrentVersion? current, OperationContext context)
    {
        if (current is null)
        {
            throw StatusErrors.NotFound(type.Resource, request.Name);
        }

        NamespaceLifecycle.CheckDelete(request, type);
        Preconditions.CheckDelete(request, type, current);
        var tree = (ObjectNode)current.Tree.Clone();
        var meta = new ObjectMeta(tree);
        var finalizers = WithPolicy(request, type, meta);
        meta.SetFinalizers(finalizers);
        var grace = PodGrace.Period(request, type, tree);
        if (finalizers.Count > 0 || grace > 0 || Deletion.HasNamespaceFinalizers(type, tree))
        {
            return Mark(type, current, tree, meta, grace, context);
        }

        if (type.Resource is { Group: "", Resource: "pods" })
        {
            MarkNow(meta, 0, context);
        }

        meta.Seal();
        return new OperationOutcome
        {
            Kind = OutcomeKind.Remove, Tree = tree, Success = type.Traits.DeleteReturnsObject ? null
            : Success(request, type, meta)
        };
    }

    private static OperationOutcome Mark(
        ResourceType type, CurrentVersion current, ObjectNode tree, ObjectMeta meta, long grace, OperationContext context)
    {
        var running = meta.Node.Integer("deletionGracePeriodSeconds") ?? 0;
        if (!meta.IsTerminating || grace < running)
        {
            MarkNow(meta, grace, context);
        }

        KindHooks.PrepareForTermination(type, tree);
        var next = TreeForm.Seal(type with { ToStorage = null }, tree);
        return TreeForm.SameButVersion(next, current.Tree)
            ? new OperationOutcome { Kind = OutcomeKind.Answer, Tree = current.Tree }
            : new OperationOutcome { Kind = OutcomeKind.Store, Tree = next };
    }

    // A second delete may only shorten the time.
    private static void MarkNow(ObjectMeta meta, long grace, OperationContext context)
    {
        if (!meta.IsTerminating && meta.Generation > 0)
        {
            meta.Set("generation", meta.Generation + 1);
        }

        meta.Set("deletionTimestamp", ObjectMeta.Time(context.Now.AddSeconds(grace)));
        meta.Set("deletionGracePeriodSeconds", grace);
    }

    private static List<string> WithPolicy(WriteRequest request, ResourceType type, ObjectMeta meta)
    {
        var policy = request.PropagationPolicy;
        if (policy.Length == 0 && request.OrphanDependents is { } orphan)
        {
            policy = orphan ? "Orphan" : "Background";
        }

        var kept = meta.Finalizers.ToList();
        if (policy.Length == 0)
        {
            // Without a policy, a finalizer set earlier decides; else the kind's default.
            if (kept.Contains(Foreground) || kept.Contains(Orphan) || !type.Traits.OrphanByDefault)
            {
                return kept;
            }

            policy = "Orphan";
        }

        kept.RemoveAll(f => f is Foreground or Orphan);
        if (policy is "Foreground" or "Orphan")
        {
            kept.Add(policy == "Orphan" ? Orphan : Foreground);
        }

        return kept;
    }

    private static ObjectNode Success(WriteRequest request, ResourceType type, ObjectMeta meta) => new()
    {
        { "kind", "Status" },
        { "apiVersion", "v1" },
        { "metadata", new ObjectNode() },
        { "status", "Success" },
        { "details", new StatusDetails(request.Name, type.Resource.Group, type.Resource.Resource, meta.Uid).ToNode() },
    };
}
