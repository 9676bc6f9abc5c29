using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Catalog;

/// <summary>Conversions between two versions of a built-in kind whose shapes differ.</summary>
internal static class VersionConversion
{
    /// <summary>
    /// Both directions between a kind and its storage kind; nulls where the shapes are the same. Results are canonical in the target's
    /// type, kind and apiVersion included; the given tree is not changed, but parts of it are reused.
    /// </summary>
    public static (Func<ObjectNode, ObjectNode>? ToStorage, Func<ObjectNode, ObjectNode>? FromStorage) Between(
        ResourceType type, ResourceType storage)
    {
        if (type.Kind == storage.Kind)
        {
            return (null, null);
        }

        return (type.Kind.Group, type.Kind.Kind) switch
        {
            ("events.k8s.io", "Event") => Pair(type, storage, EventConversion.ToCore, EventConversion.FromCore),
            ("autoscaling", "HorizontalPodAutoscaler") => Pair(type, storage, AutoscalerConversion.ToV2, AutoscalerConversion.FromV2),
            _ => throw new InvalidOperationException($"no conversion from {type.Kind} to {storage.Kind}"),
        };
    }

    private static (Func<ObjectNode, ObjectNode> To, Func<ObjectNode, ObjectNode> From) Pair(
        ResourceType type, ResourceType storage, Func<ObjectNode, ObjectNode> to, Func<ObjectNode, ObjectNode> from) =>
        (Into(storage, to), Into(type, from));

    // The versions leave out different empty members, so the target's rules are applied at the end.
    private static Func<ObjectNode, ObjectNode> Into(ResourceType target, Func<ObjectNode, ObjectNode> convert) => source =>
    {
        var result = convert(source);
        result.Set("kind", target.Kind.Kind);
        result.Set("apiVersion", target.Kind.ApiVersion);
        return ObjectDecoder.Canonicalize(result, target.Schema).Object;
    };
}
