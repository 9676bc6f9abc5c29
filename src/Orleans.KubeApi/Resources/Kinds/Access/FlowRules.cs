using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>What FlowSchema and PriorityLevelConfiguration share: the spec's checks, and a status of conditions only.</summary>
internal abstract class FlowRules : KindRules
{
    private static readonly FieldPath ConditionsPath = FieldPath.Of("status").Child("conditions");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.OnlyNew;

    /// <inheritdoc/>
    public override MetadataChecks SubresourceChecks => MetadataChecks.OnlyNew;

    /// <inheritdoc/>
    public sealed override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            StatusMetadata.Reset(tree, old);
        }
    }

    /// <inheritdoc/>
    public sealed override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        CheckSpec(new ObjectMeta(tree).Name, tree.Object("spec") ?? [], errors);
        FlowConditions.Check(tree, ConditionsPath, errors);
    }

    /// <inheritdoc/>
    public sealed override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            Validate(tree, errors, context);
        }
        else
        {
            FlowConditions.Check(tree, ConditionsPath, errors);
        }
    }

    /// <summary>Checks the spec of the object of that name, and that a mandatory object stays as it is.</summary>
    protected abstract void CheckSpec(string name, ObjectNode spec, FieldErrors errors);
}
