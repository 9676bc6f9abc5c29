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
            context.Warnings.Add("metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label "
                + $"is recommended: [{string.Join(' ', NameRules.Label(name))}]");
        }
    }

    /// <summary>The template's own warnings, on create and where an update changed the spec.</summary>
    public static void Template(ObjectNode? template, ObjectNode? oldTemplate, FieldPath path, KindContext context) =>
        _ = (template, oldTemplate, path, context);

    /// <summary>Whether warnings of the spec are due: always on create, on updates if the generation moved, never of a status.</summary>
    public static bool AreDue(ObjectNode tree, ObjectNode? old, KindContext context) => context.Subresource.Length == 0
        && (old is null || new ObjectMeta(tree).Generation != new ObjectMeta(old).Generation);

    /// <summary>Amounts of storage that are no whole bytes, in a claim template.</summary>
    public static void ClaimStorage(ObjectNode claim, FieldPath path, KindContext context)
    {
        if (claim.Object("spec")?.Object("resources")?.Object("requests")?["storage"] is { } storage
            && ResourceLists.Amount(storage) is var amount && amount.RoundUp(0).CompareTo(amount) != 0)
        {
            var at = path.Child("spec", "resources").Child("requests").Key("storage");
            context.Warnings.Add($"{at}: fractional byte value {FieldErrors.Print(storage)} is invalid, must be an integer");
        }
    }
}
