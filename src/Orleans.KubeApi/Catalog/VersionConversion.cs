using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Catalog;

/// <summary>Conversions between two versions of a built-in kind whose shapes differ.</summary>
internal static class VersionConversion
{
    /// <summary>Both directions between a kind and its storage kind; nulls where the shapes are the same.</summary>
    public static (Func<ObjectNode, ObjectNode>? ToStorage, Func<ObjectNode, ObjectNode>? FromStorage) Between(
        GroupVersionKind kind, GroupVersionKind storage) => (null, null);
}
