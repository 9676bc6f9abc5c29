using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>The forms a tree takes between request and store.</summary>
internal static class TreeForm
{
    /// <summary>
    /// Ready to be stored: storage version, canonical, resourceVersion in its place. A dry run of a create shows no resourceVersion.
    /// </summary>
    public static ObjectNode Seal(ResourceType type, ObjectNode tree, bool isDryRunCreate = false)
    {
        var stored = type.ToStorage is { } convert ? convert(tree) : tree;
        stored.Set("kind", type.StorageKind.Kind);
        stored.Set("apiVersion", type.StorageKind.ApiVersion);
        new ObjectMeta(stored).Set("resourceVersion", "0");
        foreach (var field in type.StorageSchema.FieldArray)
        {
            // An empty list only told whom it belongs to (FieldTracking.RestoreEmptyLists); stored, it is none, as in the original.
            if (field is { Type.Shape: TypeShape.List, Pointer: false, OmitEmpty: false }
                && stored[field.Name] is ArrayNode { Items.Count: 0 })
            {
                stored.Set(field.Name, NullNode.Instance);
            }
        }

        var canonical = TreeOrder.Restore(stored, type.StorageSchema);
        if (isDryRunCreate)
        {
            canonical.Object("metadata")!.Remove("resourceVersion");
        }

        return canonical;
    }

    /// <summary>The stored version in the request's version, as a copy that may be changed.</summary>
    public static ObjectNode ForRequest(ResourceType type, ObjectNode stored)
    {
        var copy = (ObjectNode)stored.Clone();
        if (type.FromStorage is not { } convert)
        {
            return copy;
        }

        var converted = convert(copy);
        converted.Set("kind", type.Kind.Kind);
        converted.Set("apiVersion", type.Kind.ApiVersion);
        return Canonical(type.Schema, converted);
    }

    /// <summary>Restores the canonical order of a tree of the request's version after hooks changed it.</summary>
    public static void Order(ResourceType type, ObjectNode tree) => TreeOrder.Restore(tree, type.Schema);

    /// <summary>Whether two canonical trees are the same but for resourceVersion: a write that would change nothing.</summary>
    public static bool SameButVersion(ObjectNode left, ObjectNode right)
    {
        var a = left.Object("metadata")!;
        var b = right.Object("metadata")!;
        return left.Count == right.Count
            && left.All(m => m.Key == "metadata" || (right.TryGet(m.Key, out var other) && Node.DeepEquals(m.Value, other)))
            && a.Count == b.Count
            && a.All(m => m.Key == "resourceVersion" || (b.TryGet(m.Key, out var other) && Node.DeepEquals(m.Value, other)));
    }

    private static ObjectNode Canonical(TypeSchema schema, ObjectNode tree)
    {
        try
        {
            return ObjectDecoder.Canonicalize(tree, schema).Object;
        }
        catch (DecodeException wrong)
        {
            throw StatusErrors.BadRequest(wrong.Message);
        }
    }
}
