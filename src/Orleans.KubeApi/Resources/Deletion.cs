using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>When a terminating object is really gone.</summary>
internal static class Deletion
{
    /// <summary>No finalizer is left, no grace period runs, and a namespace's own finalizers are empty too.</summary>
    public static bool IsFinished(ResourceType type, ObjectNode tree)
    {
        var meta = new ObjectMeta(tree);
        return !meta.Finalizers.Any() && (meta.Node.Integer("deletionGracePeriodSeconds") ?? 0) == 0 && !HasNamespaceFinalizers(type, tree);
    }

    /// <summary>A namespace keeps itself alive by spec.finalizers until it is emptied.</summary>
    public static bool HasNamespaceFinalizers(ResourceType type, ObjectNode tree) =>
        type.Resource is { Group: "", Resource: "namespaces" } && tree.Object("spec")?.Array("finalizers") is { Items.Count: > 0 };
}
