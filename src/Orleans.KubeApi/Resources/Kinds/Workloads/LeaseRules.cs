using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>coordination.k8s.io/v1 Lease. Coordinated leader election is off: its fields are dropped unless they were stored.</summary>
internal sealed class LeaseRules : KindRules
{
    /// <inheritdoc/>
    public override bool ChecksFinalizerDomains => false;

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context) => Drop(tree, old: null);

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context) => Drop(tree, old);

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var spec = tree.Object("spec");
        if (spec?.Integer("leaseDurationSeconds") <= 0)
        {
            errors.Invalid(TemplateRules.Spec.Child("leaseDurationSeconds"), spec["leaseDurationSeconds"], "must be greater than 0");
        }

        Checks.NonNegative(spec, "leaseTransitions", TemplateRules.Spec, errors);
        if (spec.Str("preferredHolder").Length > 0 && spec.Str("strategy").Length == 0)
        {
            errors.Invalid(TemplateRules.Spec.Child("preferredHolder"), spec!["preferredHolder"],
                "may only be specified if `strategy` is defined");
        }
    }

    private static void Drop(ObjectNode tree, ObjectNode? old)
    {
        if (tree.Object("spec") is { } spec && old?.Object("spec")?.Has("strategy") != true)
        {
            spec.Remove("strategy");
            spec.Remove("preferredHolder");
        }
    }
}
