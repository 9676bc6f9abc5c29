using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>apps/v1 Deployment.</summary>
internal sealed class DeploymentRules : PodOwnerRules
{
    private const string ReplicasText = "cannot be greater than status.replicas";
    private static readonly Node One = 1;
    private static readonly Node RollingUpdate = "RollingUpdate";
    private static readonly Node Quarter = "25%";
    private static readonly Node Ten = 10;
    private static readonly Node TenMinutes = 600;
    private static readonly FieldPath Strategy = TemplateRules.Spec.Child("strategy");
    private static readonly string[] Strategies = ["Recreate", "RollingUpdate"];

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        var spec = tree.Child("spec");
        Fill.Pointer(spec, "replicas", One);
        var strategy = spec.Child("strategy");
        Fill.Zero(strategy, "type", RollingUpdate);
        if (strategy.Str("type") == "RollingUpdate")
        {
            var rolling = strategy.Child("rollingUpdate");
            Fill.Pointer(rolling, "maxUnavailable", Quarter);
            Fill.Pointer(rolling, "maxSurge", Quarter);
        }

        Fill.Pointer(spec, "revisionHistoryLimit", Ten);
        Fill.Pointer(spec, "progressDeadlineSeconds", TenMinutes);
        PodSpecRules.DefaultTemplate(spec.Child("template"));
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        base.PrepareForUpdate(tree, old, context);

        // Of all kinds only this one keeps the labels too when a status is written.
        if (context.Subresource == "status")
        {
            tree.Child("metadata")["labels"] = old.Object("metadata")?["labels"];
        }
    }

    /// <inheritdoc/>
    public override bool MetadataCountsAsSpec(ObjectNode tree, ObjectNode old) =>
        !Checks.Same(tree.Object("metadata")?["annotations"], old.Object("metadata")?["annotations"]);

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) =>
        CheckSpec(tree.Child("spec"), oldSpec: null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            CheckStatus(tree.Object("status"), old.Object("status"), errors);
            return;
        }

        CheckSpec(tree.Child("spec"), old.Object("spec"), errors);
        Checks.Immutable(tree.Object("spec"), old.Object("spec"), "selector", TemplateRules.Spec, errors);
    }

    private static void CheckSpec(ObjectNode spec, ObjectNode? oldSpec, FieldErrors errors)
    {
        Checks.NonNegative(spec, "replicas", TemplateRules.Spec, errors);
        TemplateRules.RequiredSelector(spec, "empty selector is invalid for deployment", errors);
        if (TemplateRules.Selects(spec, errors))
        {
            TemplateRules.LongRunning(spec, oldSpec, "ReplicaSet", errors);
        }
        else
        {
            errors.Invalid(TemplateRules.Spec.Child("selector"), spec["selector"], "invalid label selector");
        }

        CheckStrategy(spec.Object("strategy"), errors);
        Checks.NonNegative(spec, TemplateRules.Spec, errors, "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds");
        if (spec.Integer("progressDeadlineSeconds") is { } deadline && deadline <= spec.Int("minReadySeconds"))
        {
            errors.Invalid(TemplateRules.Spec.Child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds");
        }
    }

    private static void CheckStrategy(ObjectNode? strategy, FieldErrors errors)
    {
        var rolling = strategy?.Object("rollingUpdate");
        switch (strategy.Str("type"))
        {
            case "Recreate":
                if (rolling is not null)
                {
                    errors.Forbidden(Strategy.Child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
                }

                break;
            case "RollingUpdate":
                CheckRolling(rolling, Strategy.Child("rollingUpdate"), errors);
                break;
            default:
                errors.NotSupported(Strategy, UpdateStrategyText.Of(strategy), Strategies);
                break;
        }
    }

    private static void CheckRolling(ObjectNode? rolling, FieldPath path, FieldErrors errors)
    {
        var unavailable = rolling?["maxUnavailable"];
        IntOrPercent.Check(unavailable, path.Child("maxUnavailable"), errors);
        IntOrPercent.Check(rolling?["maxSurge"], path.Child("maxSurge"), errors);
        if (IntOrPercent.Amount(unavailable) == 0 && IntOrPercent.Amount(rolling?["maxSurge"]) == 0)
        {
            errors.Invalid(path.Child("maxUnavailable"), unavailable, "may not be 0 when `maxSurge` is 0");
        }

        IntOrPercent.AtMostHundred(unavailable, path.Child("maxUnavailable"), errors);
    }

    private static void CheckStatus(ObjectNode? status, ObjectNode? old, FieldErrors errors)
    {
        var path = TemplateRules.Status;
        Checks.NonNegative(status, path, errors, "observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
            "unavailableReplicas", "terminatingReplicas", "collisionCount");
        Checks.NotMore(status, "updatedReplicas", "replicas", ReplicasText, path, errors);
        Checks.NotMore(status, "readyReplicas", "replicas", ReplicasText, path, errors);
        Checks.NotMore(status, "availableReplicas", "replicas", ReplicasText, path, errors);
        Checks.NotMore(status, "availableReplicas", "readyReplicas", "cannot be greater than readyReplicas", path, errors);
        Checks.NotDecremented(status, old, "collisionCount", path, errors);
    }
}
