using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>What workloads need of pods: defaulting and validation of a pod template. Stateless; all trees are of v1.</summary>
internal static class PodSpecRules
{
    /// <summary>Fills a pod spec in place as SetDefaults_PodSpec and the functions of its parts do.</summary>
    public static void Default(ObjectNode podSpec) => PodSpecDefaults.Apply(podSpec);

    /// <summary>Fills a pod template in place: its spec's defaults, without those that only a Pod has.</summary>
    public static void DefaultTemplate(ObjectNode template)
    {
        PodSpecDefaults.Apply(template.Child("spec"));
        PodSpecDefaults.DropOldAnnotations(template.Object("metadata"));
    }

    /// <summary>Fills a claim template's spec (volumeMode, resource lists), of a StatefulSet or of an ephemeral volume.</summary>
    public static void DefaultClaimSpec(ObjectNode claimSpec) => PodVolumeDefaults.ClaimSpec(claimSpec);

    /// <summary>
    /// Checks a pod template as ValidatePodTemplateSpec: labels, annotations, pod spec. What only the kind knows (selector, restart policy)
    /// the caller checks itself.
    /// </summary>
    /// <param name="template">The new template.</param>
    /// <param name="path">Where it stands, e.g. <c>spec.template</c>.</param>
    /// <param name="errors">Collects what is wrong.</param>
    /// <param name="oldTemplate">The stored template on updates: what it already has is let through where the original does.</param>
    public static void ValidateTemplate(ObjectNode template, FieldPath path, FieldErrors errors, ObjectNode? oldTemplate = null)
    {
        var metadata = template.Object("metadata");
        Names.Labels(errors, path.Child("labels"), metadata?.Object("labels"));
        Annotations.Check(metadata?.Object("annotations"), path.Child("annotations"), errors);
        var options = PodCheckOptions.For(oldTemplate, isPod: false);
        PodAnnotationChecks.Check(template, path.Child("annotations"), errors, options);
        var spec = template.Object("spec") ?? [];
        PodSpecChecks.Check(spec, pod: null, path.Child("spec"), errors, options);
        PodAnnotationChecks.SeccompFieldsMatch(template, path.Child("spec"), errors);
        if (spec.Items("ephemeralContainers").Count > 0)
        {
            errors.Forbidden(path.Child("spec", "ephemeralContainers"), "ephemeral containers not allowed in pod template");
        }
    }

    /// <summary>
    /// Removes what this version's switched-off features would add (DropDisabledTemplateFields); what the stored template has stays.
    /// For PrepareForCreate and PrepareForUpdate.
    /// </summary>
    public static void DropDisabled(ObjectNode template, ObjectNode? oldTemplate) =>
        PodFeatures.Drop(template.Object("spec") ?? [], oldTemplate?.Object("spec"));

    /// <summary>Appends the warnings of a template (GetWarningsForPodTemplate).</summary>
    /// <param name="template">The template.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="warnings">The warnings so far.</param>
    public static void Warn(ObjectNode template, FieldPath path, List<string> warnings) =>
        new PodWarnings(template, path, warnings).Add();
}
