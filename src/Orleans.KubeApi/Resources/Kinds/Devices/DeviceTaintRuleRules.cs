using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>resource.k8s.io DeviceTaintRule: one taint for the devices it selects, with the time since when it holds.</summary>
internal sealed class DeviceTaintRuleRules : KindRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context) =>
        Fill.Pointer(tree.Child("spec").Child("taint"), "timeAdded", ObjectMeta.Time(context.Now));

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource == "status")
        {
            StatusMetadata.Reset(tree, old);
            return;
        }

        var (taint, before) = (tree.Child("spec").Child("taint"), old.Object("spec")?.Object("taint"));
        Fill.Pointer(taint, "timeAdded", ObjectMeta.Time(context.Now));
        if (taint.Str("effect") != before.Str("effect")
            && Node.DeepEquals(taint["timeAdded"], before?["timeAdded"]))
        {
            taint.Set("timeAdded", ObjectMeta.Time(context.Now));
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => Check(tree, old: null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            Check(tree, old, errors);
            return;
        }

        var path = FieldPath.Of("status").Child("conditions");
        var conditions = tree.Object("status").Items("conditions");
        ConditionRules.Check(conditions, path, errors);
        DeviceNames.Fits(errors, path, conditions, 8);
    }

    private static void Check(ObjectNode tree, ObjectNode? old, FieldErrors errors)
    {
        var spec = tree.Object("spec");
        var path = Spec.Child("deviceSelector");
        var selector = spec?.Object("deviceSelector");
        if (selector?.Text("driver") is { } driver)
        {
            FieldChecks.DriverName(errors, path.Child("driver"), driver);
        }

        if (selector?.Text("pool") is { } pool)
        {
            DeviceNames.Pool(errors, path.Child("pool"), pool);
        }

        if (selector?.Text("device") is { } device)
        {
            Names.Label(errors, path.Child("device"), device);
        }

        DeviceTaints.Check(errors, Spec.Child("taint"), spec?.Object("taint"), old?.Object("spec")?.Object("taint"));
    }
}
