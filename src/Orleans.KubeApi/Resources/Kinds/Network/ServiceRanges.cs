using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>The ranges that service addresses may come from now: those of the ServiceCIDR objects that are ready.</summary>
internal static class ServiceRanges
{
    /// <summary>The collection of ServiceCIDR objects.</summary>
    public static readonly GroupResource Collection = new("networking.k8s.io", "servicecidrs");

    /// <summary>The default ServiceCIDR, made from the server's options.</summary>
    public const string DefaultName = "kubernetes";

    /// <summary>The ranges of a family, the default object's first.</summary>
    public static List<CidrText> Ready(string family, KindContext context, ServiceNetwork network)
    {
        var ranges = new List<CidrText>();
        // Asked for by name as well: a cache that does not show it yet is then refreshed.
        var first = context.Reader.Find(Collection, "", DefaultName);
        foreach (var item in context.Reader.List(Collection, ""))
        {
            if (item.Field("metadata.deletionTimestamp") is not null || item.Parse() is not { } tree || !IsReady(tree))
            {
                continue;
            }

            var found = tree.Object("spec").Texts("cidrs").Select(c => CidrText.TryParse(c, out var cidr) ? cidr : default)
                .Where(c => c.Length > 0 && c.Address.Family == family);
            ranges.InsertRange(item.Name == DefaultName ? 0 : ranges.Count, found);
        }

        // Before the bootstrap made the default object there is nothing else to go by.
        return ranges.Count > 0 || first is not null ? ranges : [.. network.Ranges.Where(r => r.Address.Family == family)];
    }

    // Without a controller nobody writes the condition: then it counts as ready.
    private static bool IsReady(ObjectNode tree)
    {
        foreach (var condition in tree.Object("status").Items("conditions").OfType<ObjectNode>())
        {
            if (condition.Text("type") == "Ready")
            {
                return condition.Text("status") == "True";
            }
        }

        return true;
    }
}
