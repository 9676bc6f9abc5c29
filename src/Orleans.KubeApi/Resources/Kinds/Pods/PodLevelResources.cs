using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Resources of a pod as a whole, and what its containers come to.</summary>
internal static class PodLevelResources
{
    private const string HugePages = "hugepages-";

    /// <summary>Whether a pod as a whole may ask for this resource.</summary>
    public static bool IsSupported(string name) => name is "cpu" or "memory" || IsHugePages(name);

    /// <summary>Whether this is a page size's huge pages.</summary>
    public static bool IsHugePages(string name) => name.StartsWith(HugePages, StringComparison.Ordinal);

    /// <summary>Whether a pod spec has a request or limit of its own that counts.</summary>
    public static bool IsSet(ObjectNode spec) => spec.Object("resources") is { } resources
        && (HasSupported(resources.Object("limits")) || HasSupported(resources.Object("requests")));

    /// <summary>Fills limits of huge pages and requests of a pod's own resources; without any limit or request nothing.</summary>
    public static void Default(ObjectNode spec, ObjectNode resources)
    {
        DefaultHugePageLimits(spec, resources);
        if (resources.Object("limits") is not { Count: > 0 } limits)
        {
            return;
        }

        var requests = resources.Object("requests") ?? [];
        foreach (var (name, amount) in Aggregate(spec, "requests"))
        {
            if (name is "cpu" or "memory")
            {
                Fill.Pointer(requests, name, amount.ToString());
            }
        }

        foreach (var (name, value) in limits)
        {
            if (IsSupported(name))
            {
                Fill.Pointer(requests, name, value);
            }
        }

        if (requests.Count > 0)
        {
            resources.Set("requests", requests);
        }
    }

    /// <summary>
    /// What the containers come to: the sum of those that run together, or the most that an init container needs while the sidecars started
    /// before it run.
    /// </summary>
    /// <param name="spec">The pod spec.</param>
    /// <param name="kind">"requests" or "limits".</param>
    public static Dictionary<string, Quantity> Aggregate(ObjectNode spec, string kind)
    {
        var totals = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in spec.Items("containers"))
        {
            ResourceLists.AddTo(totals, ((ObjectNode)container).Object("resources")?.Object(kind));
        }

        // Of each init container only its own names count: the most of the others is known already.
        var sidecars = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var most = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var together = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var node in spec.Items("initContainers"))
        {
            var container = (ObjectNode)node;
            together.Clear();
            foreach (var (name, value) in container.Object("resources")?.Object(kind) ?? [])
            {
                var amount = ResourceLists.Amount(value);
                together[name] = sidecars.TryGetValue(name, out var started) ? ResourceLists.Sum(started, amount) : amount;
            }

            ResourceLists.RaiseTo(most, together);
            if (container.Text("restartPolicy") == "Always")
            {
                ResourceLists.AddTo(totals, container.Object("resources")?.Object(kind));
                foreach (var (name, amount) in together)
                {
                    sidecars[name] = amount;
                }
            }
        }

        ResourceLists.RaiseTo(totals, most);
        return totals;
    }

    private static void DefaultHugePageLimits(ObjectNode spec, ObjectNode resources)
    {
        var requests = resources.Object("requests");
        if (resources.Object("limits") is not { Count: > 0 } && requests is not { Count: > 0 })
        {
            return;
        }

        foreach (var (name, amount) in Aggregate(spec, "limits"))
        {
            if (IsHugePages(name) && requests?.Has(name) != true)
            {
                Fill.Pointer(resources.Child("limits"), name, amount.ToString());
            }
        }
    }

    private static bool HasSupported(ObjectNode? list)
    {
        foreach (var (name, _) in list ?? [])
        {
            if (IsSupported(name))
            {
                return true;
            }
        }

        return false;
    }
}
