using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of ephemeral volumes: a template of a claim that lives as long as the pod.</summary>
internal static class EphemeralVolumeChecks
{
    // Members of metadata that may not be set in a template, in the original's order.
    private static readonly string[] OtherMetadata =
    [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "ownerReferences", "finalizers", "managedFields",
    ];

    /// <summary>Checks the source.</summary>
    public static void Check(ObjectNode source, FieldPath path, FieldErrors errors)
    {
        var at = path.Child("volumeClaimTemplate");
        if (source.Object("volumeClaimTemplate") is not { } template)
        {
            errors.Required(at);
            return;
        }

        if (template.Object("metadata") is { } metadata)
        {
            Metadata(metadata, at.Child("metadata"), errors);
        }

        Storage.ClaimSpecChecks.Check(errors, at.Child("spec"), template.Object("spec") ?? [], old: null);
    }

    /// <summary>Metadata of a template: labels and annotations, nothing else.</summary>
    public static void Metadata(ObjectNode metadata, FieldPath path, FieldErrors errors)
    {
        Annotations.Check(metadata.Object("annotations"), path.Child("annotations"), errors);
        Names.Labels(errors, path.Child("labels"), metadata.Object("labels"));
        foreach (var name in OtherMetadata)
        {
            if (metadata[name] is not (null or NullNode))
            {
                errors.Forbidden(path.Child(name), "cannot be set");
            }
        }
    }
}
