using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>Warnings of the kinds that make pods.</summary>
internal static class WorkloadWarnings
{
    /// <summary>On create: a name that can't be a pod's host name.</summary>
    public static void Name(ObjectNode tree, KindContext context)
    {
        var name = new ObjectMeta(tree).Name;
        if (!Names.IsLabel(name))
        {
            context.Warnings.Add(
                "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label "
                + $"is recommended: [{string.Join(' ', NameRules.Label(name))}]");
        }
    }

    /// <summary>Amounts of storage that are no whole bytes, in a claim template.</summary>
    public static void ClaimStorage(ObjectNode claim, FieldPath path, KindContext context)
    {
        if (claim.Object("spec")?.Object("resources")?.Object("requests")?["storage"] is { } storage
            && ResourceLists.Amount(storage) is var amount && amount.RoundUp(0).CompareTo(amount) != 0)
        {
            var at = path.Child("resources", "requests").Key("storage");
            context.Warnings.Add($"{at}: fractional byte value {GoText.Quote(amount.ToString())} is invalid, must be an integer");
        }
    }
}
