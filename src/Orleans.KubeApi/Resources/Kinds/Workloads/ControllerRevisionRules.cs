using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>apps/v1 ControllerRevision: its data never changes.</summary>
internal sealed class ControllerRevisionRules : KindRules
{
    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        Checks.NonNegative(tree, "revision", FieldPath.Root, errors);
        var data = tree["data"];
        if (data is null or NullNode)
        {
            errors.Required(FieldPath.Of("data"), "data is mandatory");
        }
        else if (RawNode.Plain(data) is not ObjectNode)
        {
            errors.Required(FieldPath.Of("data"), "data must be a valid JSON object");
        }
    }

    /// <summary>What was stored without being an object stays.</summary>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        Checks.NonNegative(tree, "revision", FieldPath.Root, errors);
        FieldChecks.Unchanged(errors, FieldPath.Of("data"), tree, old, "data");
    }
}
