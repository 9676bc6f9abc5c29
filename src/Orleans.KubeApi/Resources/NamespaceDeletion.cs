using System.Globalization;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// DELETE of a namespace, which goes its own way (registry/core/namespace/storage): the first one only starts its end; it is gone when
/// nothing is left in spec.finalizers and metadata.finalizers. It has no grace period, not even one of 0.
/// </summary>
internal static class NamespaceDeletion
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";

    /// <summary>Runs the delete of a namespace that exists, after its preconditions and admission.</summary>
    public static OperationOutcome Run(WriteRequest request, ResourceType type, CurrentVersion current, OperationContext context)
    {
        var tree = (ObjectNode)current.Tree.Clone();
        var meta = new ObjectMeta(tree);
        if (!meta.IsTerminating)
        {
            meta.Set("deletionTimestamp", ObjectMeta.Time(context.Now));
            tree.Child("status").Set("phase", "Terminating");
            meta.SetFinalizers(Finalizers(DeleteOperation.Policy(request), meta));
            return new OperationOutcome { Kind = OutcomeKind.Store, Tree = TreeForm.Seal(type, tree) };
        }

        return Deletion.IsFinished(type, tree)
            ? DeleteOperation.Remove(request, type, tree, meta)
            : new OperationOutcome { Kind = OutcomeKind.Answer, Tree = current.Tree };
    }

    /// <summary>uid and resourceVersion that the client saw.</summary>
    public static void CheckPreconditions(WriteRequest request, ResourceType type, CurrentVersion current)
    {
        if (request.PreconditionUid is { } uid && uid != current.Uid)
        {
            throw StatusErrors.Conflict(type.Resource, request.Name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}");
        }

        var version = current.Revision.ToString(CultureInfo.InvariantCulture);
        if (request.PreconditionResourceVersion is { } asked && asked != version)
        {
            throw StatusErrors.Conflict(type.Resource, request.Name,
                $"Precondition failed: ResourceVersion in precondition: {asked}, ResourceVersion in object meta: {version}");
        }
    }

    private static List<string> Finalizers(string policy, ObjectMeta meta)
    {
        var kept = meta.Finalizers.ToList();
        if (policy.Length == 0)
        {
            return kept;
        }

        kept.RemoveAll(f => f is Foreground or Orphan);
        if (policy is "Foreground" or "Orphan")
        {
            kept.Add(policy == "Orphan" ? Orphan : Foreground);
        }

        return kept;
    }
}
