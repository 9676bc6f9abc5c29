using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>The quality-of-service class of a pod (ComputePodQOS): from requests and limits of cpu and memory.</summary>
internal static class PodQuality
{
    /// <summary>Guaranteed, Burstable or BestEffort.</summary>
    public static string Of(ObjectNode spec)
    {
        var requests = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var limits = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var isGuaranteed = true;
        if (spec.Object("resources") is { } own)
        {
            Add(requests, own.Object("requests"));
            Add(limits, own.Object("limits"));
            isGuaranteed = own.Object("limits") is not { Count: > 0 } || limits.Count == 2;
        }
        else
        {
            foreach (var list in new[] { "containers", "initContainers" })
            {
                foreach (var container in spec.Items(list))
                {
                    var resources = container.Obj().Object("resources");
                    Add(requests, resources?.Object("requests"));
                    isGuaranteed &= Add(limits, resources?.Object("limits")) == 2;
                }
            }
        }

        if (requests.Count == 0 && limits.Count == 0)
        {
            return "BestEffort";
        }

        foreach (var (name, amount) in requests)
        {
            isGuaranteed &= limits.TryGetValue(name, out var limit) && limit.CompareTo(amount) == 0;
        }

        return isGuaranteed && requests.Count == limits.Count ? "Guaranteed" : "Burstable";
    }

    private static int Add(Dictionary<string, Quantity> totals, ObjectNode? list)
    {
        var found = 0;
        foreach (var (name, value) in list ?? [])
        {
            var amount = ResourceLists.Amount(value);
            if (name is "cpu" or "memory" && amount.Mantissa.Sign > 0)
            {
                found++;
                totals[name] = totals.TryGetValue(name, out var before) ? ResourceLists.Sum(before, amount) : amount;
            }
        }

        return found;
    }
}
