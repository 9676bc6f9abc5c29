using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>apps/v1 ControllerRevision: its data never changes.</summary>
internal sealed class ControllerRevisionRules : KindRules
{
    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        if (tree["data"] is null or NullNode)
        {
            errors.Required(FieldPath.Of("data"), "data is mandatory");
        }

        Checks.NonNegative(tree, "revision", FieldPath.Root, errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        Validate(tree, errors, context);
        Checks.Immutable(tree, old, "data", FieldPath.Root, errors);
    }
}
