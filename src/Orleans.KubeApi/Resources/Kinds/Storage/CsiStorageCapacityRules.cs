using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>storage.k8s.io CSIStorageCapacity: class and topology are fixed, the amount changes.</summary>
internal sealed class CsiStorageCapacityRules : KindRules
{
    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => Check(tree, oldValues: false, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        Check(tree, SelectorRules.HasBadValues(old.Object("nodeTopology")), errors);
        FieldChecks.Unchanged(errors, FieldPath.Of("nodeTopology"), tree, old, "nodeTopology");
        FieldChecks.Unchanged(errors, FieldPath.Of("storageClassName"), tree, old, "storageClassName");
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        var topology = tree.Object("nodeTopology");
        if (topology is not null)
        {
            DeprecatedNodeLabels.WarnTerm(topology, FieldPath.Of("nodeTopology"), false, context.Warnings);
        }

        foreach (var (key, _) in topology?.Object("matchLabels") ?? [])
        {
            DeprecatedNodeLabels.WarnUnnamed(key, FieldPath.Of("nodeTopology").Child("matchLabels").Child(key), context.Warnings);
        }
    }

    private static void Check(ObjectNode tree, bool oldValues, FieldErrors errors)
    {
        SelectorRules.Check(tree.Object("nodeTopology"), FieldPath.Of("nodeTopology"), errors, oldValues);
        Names.Subdomain(errors, FieldPath.Of("storageClassName"), tree.Str("storageClassName"));
        if (ResourceLists.Amount(tree["capacity"]).Mantissa.Sign < 0)
        {
            errors.Invalid(FieldPath.Of("capacity"), tree["capacity"], "must be greater than or equal to 0");
        }
    }
}
