using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>apps/v1 ReplicaSet.</summary>
internal sealed class ReplicaSetRules : PodOwnerRules
{
    private static readonly Node One = 1;

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        var spec = tree.Child("spec");
        Fill.Pointer(spec, "replicas", One);
        PodSpecRules.DefaultTemplate(spec.Child("template"));
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => CheckSpec(tree.Child("spec"), null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            ReplicaStatus.Check(tree.Object("status"), errors);
            return;
        }

        // The original checks the spec as a new one and as a changed one: what is wrong is listed twice.
        var (spec, oldSpec) = (tree.Child("spec"), old.Object("spec"));
        CheckSpec(spec, oldSpec, errors);
        CheckSpec(spec, oldSpec, errors);
        Checks.Immutable(spec, oldSpec, "selector", TemplateRules.Spec, errors);
    }

    private static void CheckSpec(ObjectNode spec, ObjectNode? oldSpec, FieldErrors errors)
    {
        Checks.NonNegative(spec, TemplateRules.Spec, errors, "replicas", "minReadySeconds");
        TemplateRules.RequiredSelector(spec, "empty selector is invalid for deployment", errors);
        if (TemplateRules.Selects(spec, errors))
        {
            TemplateRules.LongRunning(spec, oldSpec, "ReplicaSet", errors);
        }
        else
        {
            errors.Invalid(TemplateRules.Spec.Child("selector"), spec["selector"], "invalid label selector");
        }
    }
}
