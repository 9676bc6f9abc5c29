using Orleans.KubeApi.Catalog;

namespace Orleans.KubeApi.Resources.Subresources;

/// <summary>Subresources whose bodies are of another kind than the object: the resource as if it were of that kind.</summary>
internal static class SubresourceTypes
{
    /// <summary>
    /// The resource with the subresource's kind and schema: what decodes its bodies and renders its answers. Path and collection stay those
    /// of the object.
    /// </summary>
    public static ResourceType Of(ResourceType type, string subresource)
    {
        var found = type.Subresource(subresource)!;
        return type with
        {
            Kind = found.Kind,
            Schema = found.Schema!,
            StorageKind = found.Kind,
            StoredAs = null,
            ToStorage = null,
            FromStorage = null,
            Subresources = [],
        };
    }

    /// <summary>Whether a write of the subresource changes fields that metadata.generation counts.</summary>
    public static bool ChangesSpec(string subresource) => subresource is "" or "scale" or "ephemeralcontainers" or "resize";
}
