using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>Core PersistentVolume: one fixed source; its phase with the time of the last change.</summary>
internal sealed class PersistentVolumeRules : KindRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => new(AsNew: 2, AsChange: 0);

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        Fill.Zero(tree.Child("status"), "phase", "Pending");
        PersistentVolumeDefaults.FillSpec(tree.Child("spec"));
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context) => tree.Set("status", new ObjectNode
    {
        { "phase", "Pending" }, { "lastPhaseTransitionTime", ObjectMeta.Time(context.Now) },
    });

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource != "status")
        {
            return;
        }

        const string Time = "lastPhaseTransitionTime";
        var (status, before) = (tree.Child("status"), old.Object("status"));
        if (status.Str("phase") == before.Str("phase"))
        {
            if (!status.Has(Time))
            {
                status[Time] = before?[Time];
            }

            return;
        }

        // A controller that knows the time says so; for others it is now.
        if (!status.Has(Time) || Node.DeepEquals(status[Time], before?[Time]))
        {
            status.Set(Time, ObjectMeta.Time(context.Now));
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) =>
        PersistentVolumeSpecChecks.Check(errors, Spec, tree.Child("spec"), isInline: false, oldValues: false);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            return;
        }

        var (spec, before) = (tree.Child("spec"), old.Child("spec"));
        // The original checks it as a new one and, when it compares, once more: what is wrong is listed twice.
        PersistentVolumeSpecChecks.Check(errors, Spec, spec, isInline: false, oldValues: true);
        PersistentVolumeSpecChecks.Check(errors, Spec, spec, isInline: false, oldValues: true);
        CheckSource(errors, spec, before);
        FieldChecks.Unchanged(errors, FieldPath.Of("volumeMode"), spec, before, "volumeMode");
        if (before.Object("nodeAffinity") is not null)
        {
            FieldChecks.Unchanged(errors, FieldPath.Of("nodeAffinity"), spec, before, "nodeAffinity");
        }

        if (before.Has("volumeAttributesClassName") && !spec.Has("volumeAttributesClassName"))
        {
            errors.Forbidden(Spec.Child("volumeAttributesClassName"), "update from non-nil value to nil is forbidden");
        }
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            PersistentVolumeWarnings.Add(tree, context.Warnings);
        }
    }

    private static void CheckSource(FieldErrors errors, ObjectNode spec, ObjectNode old)
    {
        foreach (var source in PersistentVolumeSpecChecks.Sources)
        {
            var (now, was) = (spec.Object(source), old.Object(source));
            // The secret for growing a volume may be named later, once.
            if (source == "csi" && now is not null && was?.Has("controllerExpandSecretRef") == false)
            {
                now = (ObjectNode)now.Clone();
                now.Remove("controllerExpandSecretRef");
            }

            if (!Node.DeepEquals(now, was))
            {
                errors.Forbidden(Spec.Child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation\n");
                return;
            }
        }
    }
}
