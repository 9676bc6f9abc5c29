using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>resource.k8s.io ResourceClaim: a fixed spec; a status that is allocated once and changes no metadata.</summary>
internal sealed class ResourceClaimRules : KindRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        DeviceClaims.Default(tree.Object("spec"));
        var allocation = tree.Object("status")?.Object("allocation")?.Object("devices");
        foreach (var result in allocation.Items("results").OfType<ObjectNode>())
        {
            DeviceTaints.DefaultTolerations(result);
        }
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource == "status")
        {
            StatusMetadata.Reset(tree, old);
            ClaimAllocations.DropDeallocated(tree, old);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        DeviceClaims.CheckAdmin(errors, tree.Object("spec"), context.Request.Namespace, context.Reader, Spec);
        DeviceClaims.Check(errors, Spec, tree.Object("spec"));
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            ClaimAllocations.Check(errors, tree, old, context);
        }
        else
        {
            FieldChecks.Unchanged(errors, Spec, tree, old, "spec");
        }
    }
}
