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
}
