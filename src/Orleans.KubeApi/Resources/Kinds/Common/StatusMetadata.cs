using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Metadata on /status where the kind lets a status write change none of it (metav1.ResetObjectMetaForStatus).</summary>
internal static class StatusMetadata
{
    private static readonly string[] Kept = ["labels", "annotations", "finalizers", "ownerReferences"];

    /// <summary>Puts the old labels, annotations, finalizers and owners back.</summary>
    public static void Reset(ObjectNode tree, ObjectNode old)
    {
        var (meta, before) = (new ObjectMeta(tree), new ObjectMeta(old));
        foreach (var name in Kept)
        {
            meta.CopyFrom(before, name);
        }
    }
}
