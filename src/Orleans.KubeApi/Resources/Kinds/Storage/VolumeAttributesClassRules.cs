using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>storage.k8s.io VolumeAttributesClass: fixed once it is there.</summary>
internal sealed class VolumeAttributesClassRules : KindRules
{
    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => new(AsNew: 2, AsChange: 1);

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        StorageClassRules.CheckProvisioner(errors, FieldPath.Of("driverName"), tree.Str("driverName"));
        StorageClassRules.CheckParameters(errors, FieldPath.Of("parameters"), tree.Object("parameters"));
        if (tree.Object("parameters") is not { Count: > 0 })
        {
            errors.Required(FieldPath.Of("parameters"), "must contain at least one key/value pair");
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        // The original checks the class as a new one and, when it compares, once more: what is wrong is listed twice.
        Validate(tree, errors, context);
        foreach (var member in (ReadOnlySpan<string>)["driverName", "parameters"])
        {
            if (!Checks.Same(tree[member], old[member]))
            {
                errors.Forbidden(FieldPath.Of(member), $"updates to {member} are forbidden.");
            }
        }

        Validate(tree, errors, context);
    }
}
