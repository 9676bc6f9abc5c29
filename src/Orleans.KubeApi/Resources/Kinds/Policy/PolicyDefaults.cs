using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>Defaults that webhooks and policies share.</summary>
internal static class PolicyDefaults
{
    /// <summary>matchPolicy and the selectors of a webhook or of matchConstraints and matchResources, and the scope of rules.</summary>
    public static void Match(ObjectNode? match, params string[] ruleLists)
    {
        if (match is null)
        {
            return;
        }

        Fill.Pointer(match, "matchPolicy", "Equivalent");
        Fill.Pointer(match, "namespaceSelector", new ObjectNode());
        Fill.Pointer(match, "objectSelector", new ObjectNode());
        foreach (var list in ruleLists)
        {
            foreach (var (_, rule) in match.ObjectsOf(list))
            {
                Fill.Pointer(rule, "scope", "*");
            }
        }
    }
}
