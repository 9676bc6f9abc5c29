using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// What single kinds do that no table can say. Defaulting of all kinds is the schema engine's next step; these are not defaults.
/// </summary>
internal static class KindHooks
{
    /// <summary>After the system fields are set, before validation.</summary>
    public static void PrepareForCreate(ResourceType type, ObjectNode tree)
    {
        if (type.Resource.Group.Length > 0)
        {
            return;
        }

        switch (type.Resource.Resource)
        {
            case "pods":
                tree.Child("status").Set("phase", "Pending");
                break;
        }
    }

    /// <summary>When an object is marked for deletion.</summary>
    public static void PrepareForTermination(ResourceType type, ObjectNode tree)
    {
        if (type.Resource is { Group: "", Resource: "namespaces" })
        {
            tree.Child("status").Set("phase", "Terminating");
        }
    }

    /// <summary>Metadata that counts as spec for the generation: a Deployment's annotations, an EndpointSlice's labels.</summary>
    public static bool CountsAsSpec(ResourceType type, ObjectMeta next, ObjectMeta old) => type.Resource switch
    {
        { Group: "apps", Resource: "deployments" } => !Node.DeepEquals(next.Node["annotations"], old.Node["annotations"]),
        { Group: "discovery.k8s.io", Resource: "endpointslices" } => !Node.DeepEquals(next.Node["labels"], old.Node["labels"]),
        _ => false,
    };
}
