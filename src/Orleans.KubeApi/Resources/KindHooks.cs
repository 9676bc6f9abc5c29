using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// What single kinds do that no table can say. Defaulting of all kinds is the schema engine's next step; these are not defaults.
/// </summary>
internal static class KindHooks
{
    /// <summary>Metadata that counts as spec for the generation: a Deployment's annotations.</summary>
    public static bool CountsAsSpec(ResourceType type, ObjectMeta next, ObjectMeta old) => type.Resource switch
    {
        { Group: "apps", Resource: "deployments" } => !Node.DeepEquals(next.Node["annotations"], old.Node["annotations"]),
        _ => false,
    };
}
