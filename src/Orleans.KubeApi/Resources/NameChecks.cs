using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>The body's name and namespace against the path's.</summary>
internal static class NameChecks
{
    /// <summary>An empty namespace is filled in, another one refused.</summary>
    public static void Namespace(WriteRequest request, ResourceType type, ObjectMeta meta)
    {
        if (!type.Namespaced)
        {
            meta.Set("namespace", null);
            return;
        }

        if (meta.Namespace.Length > 0 && meta.Namespace != request.Namespace)
        {
            throw StatusErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        meta.Set("namespace", request.Namespace);
    }

    /// <summary>A PUT or patched body must name the object of the path.</summary>
    public static void Name(WriteRequest request, ObjectMeta meta)
    {
        if (meta.Name.Length == 0)
        {
            throw StatusErrors.BadRequest(
                $"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided");
        }

        if (meta.Name != request.Name)
        {
            throw StatusErrors.BadRequest($"the name of the object ({meta.Name}) does not match the name on the URL ({request.Name})");
        }
    }
}
