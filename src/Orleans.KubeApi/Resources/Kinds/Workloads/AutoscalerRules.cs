using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>HorizontalPodAutoscaler of autoscaling/v2 and v1; v1 is checked in the shape of v2, as the original does.</summary>
/// <param name="isV1">Whether trees are of autoscaling/v1.</param>
internal sealed class AutoscalerRules(bool isV1) : KindRules
{
    private static readonly Node One = 1;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        Fill.Pointer(tree.Child("spec"), "minReplicas", One);
        if (!isV1)
        {
            AutoscalerDefaults.Apply(tree.Child("spec"));
        }
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context) => DefaultAsStored(tree);

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            DefaultAsStored(tree);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) =>
        AutoscalerChecks.Spec(AsV2(tree).Child("spec"), oldSpec: null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            Checks.NonNegative(tree.Object("status"), TemplateRules.Status, errors, "currentReplicas", "desiredReplicas");
            return;
        }

        AutoscalerChecks.Spec(AsV2(tree).Child("spec"), AsV2(old).Child("spec"), errors);
    }

    private ObjectNode AsV2(ObjectNode tree) => isV1 ? AutoscalerConversion.ToV2(tree) : tree;

    // Objects of v1 are stored as v2 and get v2's defaults on the way: the CPU target, the rest of a behavior.
    private void DefaultAsStored(ObjectNode tree)
    {
        if (!isV1)
        {
            return;
        }

        var stored = AutoscalerConversion.ToV2((ObjectNode)tree.Clone());
        AutoscalerDefaults.Apply(stored.Child("spec"));
        var again = AutoscalerConversion.FromV2(stored);
        tree.Set("spec", again.Child("spec"));
        tree.Child("metadata")["annotations"] =
            again.Child("metadata").Object("annotations") is { Count: > 0 } annotations ? annotations : null;
    }
}
