using System.Collections.Frozen;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Catalog;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// The fields that a write can't change because the kind resets them (the original's strategies' GetResetFields): nobody becomes their
/// owner by such a write, and nobody loses them. Status on the object itself, spec and for some kinds metadata on /status.
/// </summary>
internal static class ResetFields
{
    private static readonly FieldSet Spec = FieldSet.Of(["spec"]);
    private static readonly FieldSet SpecAndMetadata = FieldSet.Of(["spec"], ["metadata"]);
    private static readonly Func<FieldSet, FieldSet> NoStatus = Without(FieldSet.Of(["status"]));
    private static readonly Func<FieldSet, FieldSet> NoSpec = Without(Spec);
    private static readonly Func<FieldSet, FieldSet> NoMetadata = Without(SpecAndMetadata);

    // Kinds whose /status resets more than spec, and other subresources.
    private static readonly FrozenDictionary<string, Func<FieldSet, FieldSet>> Special =
        new Dictionary<string, Func<FieldSet, FieldSet>>(StringComparer.Ordinal)
        {
            ["pods/status"] = Without(FieldSet.Of(["spec"], ["metadata", "deletionTimestamp"], ["metadata", "ownerReferences"])),
            ["pods/resize"] = ResizedOnly,
            ["deployments/status"] = Without(FieldSet.Of(["spec"], ["metadata", "labels"])),
            ["certificatesigningrequests/status"] = Without(FieldSet.Of(["spec"], ["status", "conditions"])),
            ["certificatesigningrequests/approval"] = Without(FieldSet.Of(["spec"], ["status", "certificate"])),
            ["customresourcedefinitions/status"] = NoMetadata,
            ["apiservices/status"] = NoMetadata,
            ["flowschemas/status"] = NoMetadata,
            ["prioritylevelconfigurations/status"] = NoMetadata,
            ["volumeattachments/status"] = NoMetadata,
            ["resourceclaims/status"] = NoMetadata,
            ["devicetaintrules/status"] = NoMetadata,
            ["validatingadmissionpolicies/status"] = NoMetadata,
            ["storageversionmigrations/status"] = NoMetadata,
            ["namespaces/finalize"] = NoStatus,
            // The original names these under a group that doesn't exist, so nothing is taken out.
            ["servicecidrs/status"] = static fields => fields,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What takes these fields out of a set; null: the kind resets none.</summary>
    public static Func<FieldSet, FieldSet>? Of(ResourceType type, string subresource)
    {
        if (subresource.Length == 0)
        {
            return type.Traits.StatusSubresource ? NoStatus : null;
        }

        return Special.GetValueOrDefault($"{type.Resource.Resource}/{subresource}") ?? (subresource == "status" ? NoSpec : NoStatus);
    }

    private static Func<FieldSet, FieldSet> Without(FieldSet reset) => fields => fields.ExceptBelow(reset);

    // resize changes the containers' resources and nothing else. (ephemeralcontainers resets nothing: who sends labels there owns them.)
    private static FieldSet ResizedOnly(FieldSet fields) => Only(fields, 0);

    private static FieldSet Only(FieldSet fields, int level)
    {
        var result = new FieldSet(fields.Entries.Count);
        foreach (var entry in fields.Entries)
        {
            var name = entry.Element.IsField ? entry.Element.Name : "";
            var isWanted = level switch
            {
                0 => name == "spec",
                1 => name is "containers" or "initContainers",
                2 => true,
                _ => name is "resources" or "resizePolicy",
            };
            if (!isWanted)
            {
                continue;
            }

            var children = level == 3 || entry.Children is null ? entry.Children : Only(entry.Children, level + 1);
            if (entry.IsMember || children is { IsEmpty: false })
            {
                result.Add(entry.Element, entry.IsMember, children);
            }
        }

        return result;
    }
}
