using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>storage.k8s.io VolumeAttachment: a fixed spec; /status changes no metadata.</summary>
internal sealed class VolumeAttachmentRules : KindRules
{
    private const int LargestMetadata = 256 << 10;
    private const int LongestMessage = 1024;
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => new(AsNew: 2, AsChange: 0);

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        if (tree.Object("spec")?.Object("source")?.Object("inlineVolumeSpec") is { } inline)
        {
            PersistentVolumeDefaults.FillSpec(inline);
        }
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource == "status")
        {
            StatusMetadata.Reset(tree, old);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        CheckObject(tree, errors);
        CheckDriver(tree.Object("spec"), errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        // The original checks the object itself as a new one and, when it compares, once more: what is wrong is listed twice.
        CheckObject(tree, errors);
        if (context.Subresource.Length == 0)
        {
            CheckObject(tree, errors);
        }

        FieldChecks.Unchanged(errors, Spec, tree, old, "spec");
    }

    private static void CheckObject(ObjectNode tree, FieldErrors errors)
    {
        var spec = tree.Object("spec");
        if (spec.Str("attacher").Length == 0)
        {
            errors.Required(Spec.Child("attacher"));
        }

        CheckSource(errors, Spec.Child("source"), spec?.Object("source"));
        Names.Subdomain(errors, Spec.Child("nodeName"), spec.Str("nodeName"));
        var status = tree.Object("status");
        var path = FieldPath.Of("status");
        if (FieldChecks.Size(status?.Object("attachmentMetadata")) > LargestMetadata)
        {
            errors.TooLong(path.Child("attachmentMetadata"), LargestMetadata);
        }

        CheckError(errors, path.Child("attachError"), status?.Object("attachError"));
        CheckError(errors, path.Child("detachError"), status?.Object("detachError"));
    }

    // What v1 asks besides, of new objects.
    private static void CheckDriver(ObjectNode? spec, FieldErrors errors)
    {
        FieldChecks.DriverName(errors, FieldPath.Of("spec.attacher"), spec.Str("attacher"));
        if (spec?.Object("source")?.Text("persistentVolumeName") is { } volume)
        {
            Names.Subdomain(errors, FieldPath.Of("spec.source.persistentVolumeName"), volume);
        }
    }

    private static void CheckSource(FieldErrors errors, FieldPath path, ObjectNode? source)
    {
        var inline = source?.Object("inlineVolumeSpec");
        var name = source?.Text("persistentVolumeName");
        if (inline is null && name is null)
        {
            errors.Required(path, "must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        }
        else if (inline is not null && name is not null)
        {
            errors.Forbidden(path, "must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        }
        else if (inline is not null)
        {
            PersistentVolumeSpecChecks.Check(errors, path.Child("inlineVolumeSpec"), inline, isInline: true, oldValues: false);
        }
        else if (name!.Length == 0)
        {
            errors.Required(path.Child("persistentVolumeName"), "must specify non empty persistentVolumeName");
        }
    }

    private static void CheckError(FieldErrors errors, FieldPath path, ObjectNode? error)
    {
        if (Encoding.UTF8.GetByteCount(error.Str("message")) > LongestMessage)
        {
            // The limit named is the original's own slip.
            errors.TooLong(path.Child("message"), LargestMetadata);
        }

        if (error?.Integer("errorCode") is < 0)
        {
            errors.Invalid(path.Child("errorCode"), error["errorCode"], "must be between 0 and 2147483647, inclusive");
        }
    }
}
