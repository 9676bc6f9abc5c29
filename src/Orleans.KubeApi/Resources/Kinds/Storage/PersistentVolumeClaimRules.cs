using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>Core PersistentVolumeClaim: fixed but for growth and class of a bound claim; data sources in their old and new field.</summary>
internal sealed class PersistentVolumeClaimRules : KindRules
{
    private const string Beta = "volume.beta.kubernetes.io/storage-class";
    private const string ImmutableSpec =
        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n";

    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly FieldPath Request = Spec.Child("resources", "requests").Child("storage");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        Fill.Zero(tree.Child("status"), "phase", "Pending");
        ClaimSpecChecks.FillSpec(tree.Child("spec"));
        ResourceLists.RoundToMilli(tree.Object("status")?.Object("capacity"));
        ResourceLists.RoundToMilli(tree.Object("status")?.Object("allocatedResources"));
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        tree.Set("status", new ObjectNode { { "phase", "Pending" } });
        ClaimSpecChecks.DropOtherSources(tree.Child("spec"), old: null);
        ClaimSpecChecks.JoinSources(tree.Child("spec"));
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            ClaimSpecChecks.DropOtherSources(tree.Child("spec"), old.Object("spec"));
            ClaimSpecChecks.JoinSources(tree.Child("spec"));
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) =>
        ClaimSpecChecks.Check(errors, Spec, tree.Child("spec"), old: null);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            ClaimStatusChecks.Check(errors, tree);
            return;
        }

        var (spec, before) = (tree.Child("spec"), old.Child("spec"));
        ClaimSpecChecks.Check(errors, Spec, spec, before);
        CheckUnchanged(errors, tree, old);
        CheckSize(errors, tree, old);
        FieldChecks.Unchanged(errors, FieldPath.Of("volumeMode"), spec, before, "volumeMode");
        CheckAttributes(errors, spec, before, old.Object("status"));
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            return;
        }

        if (Annotation(tree) is not null)
        {
            context.Warnings.Add($"metadata.annotations[{Beta}]: deprecated since v1.8; use \"storageClassName\" attribute instead");
        }

        foreach (var list in (ReadOnlySpan<string>)["requests", "limits"])
        {
            var amount = tree.Object("spec")?.Object("resources")?.Object(list)?["storage"];
            if (amount is not null && Core.QuotaNames.IsFraction(ResourceLists.Amount(amount)))
            {
                context.Warnings.Add(
                    $"spec.resources.{list}[storage]: fractional byte value {FieldErrors.Print(amount)} is invalid, must be " +
                    "an integer");
            }
        }
    }

    private static string? Annotation(ObjectNode tree) => tree.Object("metadata")?.Object("annotations")?.Text(Beta);

    // The spec without what may change: the volume once, the class from nothing or from the old annotation, a bound claim's size and class.
    private static void CheckUnchanged(FieldErrors errors, ObjectNode tree, ObjectNode old)
    {
        var spec = (ObjectNode)tree.Child("spec").Clone();
        var before = (ObjectNode)old.Child("spec").Clone();
        if (before.Str("volumeName").Length == 0)
        {
            before["volumeName"] = spec["volumeName"];
        }

        AllowClass(errors, tree, old, spec, before);
        if (tree.Object("status").Str("phase") == "Bound")
        {
            if (spec.Object("resources")?.Object("requests") is { } requests)
            {
                requests["storage"] = before.Object("resources")?.Object("requests")?["storage"];
            }

            spec["volumeAttributesClassName"] = before["volumeAttributesClassName"];
        }

        if (!Node.DeepEquals(spec, before))
        {
            errors.Forbidden(Spec, ImmutableSpec);
        }
    }

    private static void AllowClass(FieldErrors errors, ObjectNode tree, ObjectNode old, ObjectNode spec, ObjectNode before)
    {
        var (annotation, was) = (Annotation(tree), Annotation(old));
        var (name, oldName) = (spec.Text("storageClassName"), before.Text("storageClassName"));
        if (was is not null && oldName is null && name == was && (annotation is null || annotation == was))
        {
            spec.Remove("storageClassName");
            return;
        }

        if ((annotation ?? "") != (was ?? ""))
        {
            errors.Invalid(FieldPath.Of("metadata").Child("annotations", Beta), annotation ?? "", Checks.ImmutableText);
        }

        if (name is not null && oldName is null && (was is null || name == was))
        {
            spec.Remove("storageClassName");
        }
    }

    private static void CheckSize(FieldErrors errors, ObjectNode tree, ObjectNode old)
    {
        var size = Size(tree);
        if (size.CompareTo(Size(old)) < 0
            && size.CompareTo(ResourceLists.Amount(old.Object("status")?.Object("capacity")?["storage"])) <= 0)
        {
            errors.Forbidden(Request, "field can not be less than status.capacity");
        }
    }

    private static Quantity Size(ObjectNode tree) =>
        ResourceLists.Amount(tree.Object("spec")?.Object("resources")?.Object("requests")?["storage"]);

    // A class may be taken back as long as none was ever applied.
    private static void CheckAttributes(FieldErrors errors, ObjectNode spec, ObjectNode before, ObjectNode? oldStatus)
    {
        const string Member = "volumeAttributesClassName";
        if (oldStatus?.Has("currentVolumeAttributesClassName") != true || Node.DeepEquals(spec[Member], before[Member]))
        {
            return;
        }

        var wanted = spec.Text(Member);
        if (string.IsNullOrEmpty(wanted))
        {
            errors.Forbidden(Spec.Child(Member), $"update to {(wanted is null ? "nil" : "empty string")} is forbidden when "
                + "status.currentVolumeAttributesClassName is not nil");
        }
    }
}
