using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>policy/v1 PodDisruptionBudget.</summary>
internal sealed class DisruptionBudgetRules : KindRules
{
    private static readonly string[] Policies = ["AlwaysAllow", "IfHealthyBudget"];

    /// <inheritdoc/>
    public override bool ChecksMetadata => false;

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Nothing;

    /// <inheritdoc/>
    public override MetadataChecks SubresourceChecks => MetadataChecks.Nothing;

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) =>
        CheckSpec(tree.Object("spec"), oldSpec: null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            var status = tree.Object("status");
            ConditionRules.Check(status.Items("conditions"), TemplateRules.Status.Child("conditions"), errors);
            Checks.NonNegative(
                status, TemplateRules.Status, errors, "disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");
            return;
        }

        CheckSpec(tree.Object("spec"), old.Object("spec"), errors);
    }

    private static void CheckSpec(ObjectNode? spec, ObjectNode? oldSpec, FieldErrors errors)
    {
        var (least, most) = (spec?["minAvailable"], spec?["maxUnavailable"]);
        if (least is not null && most is not null)
        {
            errors.Invalid(TemplateRules.Spec, Text(spec!), "minAvailable and maxUnavailable cannot be both set");
        }

        CheckAmount(least, "minAvailable", errors);
        CheckAmount(most, "maxUnavailable", errors);
        SelectorRules.Check(spec?.Object("selector"), TemplateRules.Spec.Child("selector"), errors,
            SelectorRules.HasBadValues(oldSpec?.Object("selector")));
        if (spec?.Text("unhealthyPodEvictionPolicy") is { } policy && policy is not ("IfHealthyBudget" or "AlwaysAllow"))
        {
            errors.NotSupported(TemplateRules.Spec.Child("unhealthyPodEvictionPolicy"), policy, Policies);
        }
    }

    private static void CheckAmount(Node? amount, string name, FieldErrors errors)
    {
        if (amount is not null)
        {
            IntOrPercent.Check(amount, TemplateRules.Spec.Child(name), errors);
            IntOrPercent.AtMostHundred(amount, TemplateRules.Spec.Child(name), errors);
        }
    }

    // As the original's internal type prints.
    private static ObjectNode Text(ObjectNode spec) => new()
    {
        ["MinAvailable"] = spec["minAvailable"] ?? NullNode.Instance,
        ["Selector"] = spec["selector"] ?? NullNode.Instance,
        ["MaxUnavailable"] = spec["maxUnavailable"] ?? NullNode.Instance,
        ["UnhealthyPodEvictionPolicy"] = spec["unhealthyPodEvictionPolicy"] ?? NullNode.Instance,
    };
}
