using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>apps/v1 StatefulSet.</summary>
internal sealed class StatefulSetRules : PodOwnerRules
{
    private const string FrozenText =
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
        + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

    private static readonly Node OrderedReady = "OrderedReady";
    private static readonly Node RollingUpdate = "RollingUpdate";
    private static readonly Node Retain = "Retain";
    private static readonly Node Zero = 0;
    private static readonly Node One = 1;
    private static readonly Node Ten = 10;
    private static readonly Node V1 = "v1";
    private static readonly Node Claim = "PersistentVolumeClaim";
    private static readonly Node Pending = "Pending";

    /// <inheritdoc/>
    protected override bool WarnsOfName => false;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        var spec = tree.Child("spec");
        Fill.Zero(spec, "podManagementPolicy", OrderedReady);
        DefaultStrategy(spec.Child("updateStrategy"));
        var retention = spec.Child("persistentVolumeClaimRetentionPolicy");
        Fill.Zero(retention, "whenDeleted", Retain);
        Fill.Zero(retention, "whenScaled", Retain);
        Fill.Pointer(spec, "replicas", One);
        Fill.Pointer(spec, "revisionHistoryLimit", Ten);
        PodSpecRules.DefaultTemplate(spec.Child("template"));
        foreach (var item in spec.Items("volumeClaimTemplates"))
        {
            if (item is ObjectNode claim)
            {
                Fill.Zero(claim, "apiVersion", V1);
                Fill.Zero(claim, "kind", Claim);
                PodSpecRules.DefaultClaimSpec(claim.Child("spec"));
                Fill.Zero(claim.Child("status"), "phase", Pending);
            }
        }
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        base.PrepareForCreate(tree, context);
        DropMaxUnavailable(tree, old: null);
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        base.PrepareForUpdate(tree, old, context);
        DropMaxUnavailable(tree, old);
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) =>
        StatefulSetSpec.Check(tree.Child("spec"), oldSpec: null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            StatefulSetSpec.CheckStatus(tree.Object("status"), old.Object("status"), errors);
            return;
        }

        var (spec, oldSpec) = (tree.Child("spec"), old.Child("spec"));
        StatefulSetSpec.Check(spec, oldSpec, errors);
        if (!Checks.Same(Frozen(spec), Frozen(oldSpec)))
        {
            errors.Forbidden(TemplateRules.Spec, FrozenText);
        }
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        base.Warn(tree, old, context);
        if (context.Subresource.Length > 0)
        {
            return;
        }

        var spec = tree.Object("spec");
        var claims = spec.Items("volumeClaimTemplates");
        for (var i = 0; i < claims.Count; i++)
        {
            // The capital is the original's.
            var path = TemplateRules.Spec.Child("volumeClaimTemplates").Index(i);
            WorkloadWarnings.ClaimStorage(claims[i].Obj(), old is null ? path : path.Child("Spec"), context);
        }

        if (spec.Int("revisionHistoryLimit") < 0)
        {
            context.Warnings.Add(
                "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended");
        }
    }

    // The feature MaxUnavailableStatefulSet is off: the field is dropped unless it was stored.
    private static void DropMaxUnavailable(ObjectNode tree, ObjectNode? old)
    {
        if (Rolling(old)?.Has("maxUnavailable") != true)
        {
            Rolling(tree)?.Remove("maxUnavailable");
        }
    }

    private static ObjectNode? Rolling(ObjectNode? tree) => tree?.Object("spec")?.Object("updateStrategy")?.Object("rollingUpdate");

    private static void DefaultStrategy(ObjectNode strategy)
    {
        if (strategy.Str("type").Length == 0)
        {
            strategy.Set("type", RollingUpdate);
            strategy.Child("rollingUpdate");
        }

        if (strategy.Str("type") == "RollingUpdate" && strategy.Object("rollingUpdate") is { } rolling)
        {
            Fill.Pointer(rolling, "partition", Zero);
        }
    }

    // A copy of the parts that may not change.
    private static ObjectNode Frozen(ObjectNode spec)
    {
        var frozen = new ObjectNode(spec.Count);
        foreach (var (name, value) in spec)
        {
            if (name is not ("replicas" or "ordinals" or "template" or "updateStrategy" or "revisionHistoryLimit"
                or "persistentVolumeClaimRetentionPolicy" or "minReadySeconds"))
            {
                frozen.Append(name, value);
            }
        }

        return frozen;
    }
}
