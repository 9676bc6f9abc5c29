using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>
/// apps/v1 DaemonSet. Its template generation lives in an annotation: always printed, 0 before the first store, one more with every change
/// of the template.
/// </summary>
internal sealed class DaemonSetRules : PodOwnerRules
{
    /// <summary>The annotation; projections to metadata don't show it, as it is no metadata to the original.</summary>
    public const string TemplateGeneration = "deprecated.daemonset.template.generation";

    private static readonly Node Zero = 0;
    private static readonly Node One = 1;
    private static readonly Node Ten = 10;
    private static readonly Node RollingUpdate = "RollingUpdate";
    private static readonly FieldPath Strategy = TemplateRules.Spec.Child("updateStrategy");
    private static readonly string[] Strategies = ["RollingUpdate", "OnDelete"];

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    protected override bool WarnsOfName => false;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        Fill.Pointer(tree.Child("metadata").Child("annotations"), TemplateGeneration, "0");
        var spec = tree.Child("spec");
        PodSpecRules.DefaultTemplate(spec.Child("template"));
        var strategy = spec.Child("updateStrategy");
        Fill.Zero(strategy, "type", RollingUpdate);
        if (strategy.Str("type") == "RollingUpdate")
        {
            var rolling = strategy.Child("rollingUpdate");
            Fill.Pointer(rolling, "maxUnavailable", One);
            Fill.Pointer(rolling, "maxSurge", Zero);
        }

        Fill.Pointer(spec, "revisionHistoryLimit", Ten);
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        base.PrepareForCreate(tree, context);
        SetTemplateGeneration(tree, Math.Max(1, ReadTemplateGeneration(tree)));
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        base.PrepareForUpdate(tree, old, context);
        var changed = context.Subresource.Length == 0
            && !Checks.Same(tree.Object("spec")?["template"], old.Object("spec")?["template"]);
        SetTemplateGeneration(tree, ReadTemplateGeneration(old) + (changed ? 1 : 0));
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => CheckSpec(tree.Child("spec"), null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            CheckStatus(tree.Object("status"), old.Object("status"), errors);
            return;
        }

        // The original checks the spec as a new one and as a changed one: what is wrong is listed twice.
        var (spec, oldSpec) = (tree.Child("spec"), old.Object("spec"));
        CheckSpec(spec, oldSpec, errors);
        CheckSpec(spec, oldSpec, errors);
        Checks.Immutable(spec, oldSpec, "selector", TemplateRules.Spec, errors);
    }

    private static long ReadTemplateGeneration(ObjectNode tree) => long.TryParse(
        tree.Object("metadata")?.Object("annotations").Str(TemplateGeneration), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
        out var generation) ? generation : 0;

    private static void SetTemplateGeneration(ObjectNode tree, long generation) => tree.Child("metadata").Child("annotations")
        .Set(TemplateGeneration, generation.ToString(CultureInfo.InvariantCulture));

    private static void CheckSpec(ObjectNode spec, ObjectNode? oldSpec, FieldErrors errors)
    {
        var selector = spec.Object("selector");
        SelectorRules.Check(selector, TemplateRules.Spec.Child("selector"), errors,
            SelectorRules.HasBadValues(oldSpec?.Object("selector")));
        TemplateRules.Selects(spec, errors);
        if (selector is not null && SelectorMatch.IsEmpty(selector))
        {
            errors.Invalid(TemplateRules.Spec.Child("selector"), selector, "empty selector is invalid for daemonset");
        }

        TemplateRules.LongRunning(spec, oldSpec, "DaemonSet", errors);
        Checks.NonNegative(spec, "minReadySeconds", TemplateRules.Spec, errors);
        CheckStrategy(spec.Object("updateStrategy"), errors);
        Checks.NonNegative(spec, "revisionHistoryLimit", TemplateRules.Spec, errors);
    }

    private static void CheckStrategy(ObjectNode? strategy, FieldErrors errors)
    {
        switch (strategy.Str("type"))
        {
            case "OnDelete":
                break;
            case "RollingUpdate":
                CheckRolling(strategy!.Object("rollingUpdate"), Strategy.Child("rollingUpdate"), errors);
                break;
            default:
                errors.NotSupported(Strategy, UpdateStrategyText.Of(strategy), Strategies);
                break;
        }
    }

    private static void CheckRolling(ObjectNode? rolling, FieldPath path, FieldErrors errors)
    {
        var (unavailable, surge) = (rolling?["maxUnavailable"], rolling?["maxSurge"]);
        IntOrPercent.Check(unavailable, path.Child("maxUnavailable"), errors);
        IntOrPercent.Check(surge, path.Child("maxSurge"), errors);
        IntOrPercent.AtMostHundred(unavailable, path.Child("maxUnavailable"), errors);
        IntOrPercent.AtMostHundred(surge, path.Child("maxSurge"), errors);
        var (hasUnavailable, hasSurge) = (IntOrPercent.Amount(unavailable) != 0, IntOrPercent.Amount(surge) != 0);
        if (hasUnavailable && hasSurge)
        {
            errors.Invalid(path.Child("maxSurge"), surge, "may not be set when maxUnavailable is non-zero");
        }
        else if (!hasUnavailable && !hasSurge)
        {
            errors.Required(path.Child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
        }
    }

    private static void CheckStatus(ObjectNode? status, ObjectNode? old, FieldErrors errors)
    {
        Checks.NonNegative(status, TemplateRules.Status, errors, "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled",
            "numberReady", "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable", "collisionCount");
        Checks.NotDecremented(status, old, "collisionCount", TemplateRules.Status, errors);
    }
}
