using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>resource.k8s.io ResourceClaimTemplate: fixed; its metadata holds labels and annotations only.</summary>
internal sealed class ResourceClaimTemplateRules : KindRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => DeviceClaims.Default(tree.Object("spec")?.Object("spec"));

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var spec = tree.Object("spec");
        DeviceClaims.CheckAdmin(errors, spec?.Object("spec"), context.Request.Namespace, context.Reader, Spec.Child("spec"));
        Check(spec, errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        Check(tree.Object("spec"), errors);
        FieldChecks.Unchanged(errors, Spec, tree, old, "spec");
    }

    private static void Check(ObjectNode? spec, FieldErrors errors)
    {
        var metadata = spec?.Object("metadata");
        var path = Spec.Child("metadata");
        Annotations.Check(metadata?.Object("annotations"), path.Child("annotations"), errors);
        Names.Labels(errors, path.Child("labels"), metadata?.Object("labels"));
        foreach (var (name, _) in metadata ?? [])
        {
            if (name is not ("labels" or "annotations"))
            {
                errors.Forbidden(path.Child(name), "cannot be set");
            }
        }

        DeviceClaims.Check(errors, Spec.Child("spec"), spec?.Object("spec"));
    }
}
