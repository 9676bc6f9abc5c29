using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>batch/v1 Job.</summary>
internal sealed class JobRules : PodOwnerRules
{
    private const string TrackingText = "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, "
        + "Kubernetes might not be able to track completedIndexes when a big number of indexes fail";

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        var spec = tree.Child("spec");
        JobSpecDefaults.Apply(spec);
        var template = spec.Child("template");

        // Like in the original both then are the same map: what the generated selector adds to one is in the other.
        if (TemplateRules.Labels(template) is { } labels && !TemplateRules.HasLabels(tree))
        {
            tree.Child("metadata").Set("labels", labels);
        }

        PodSpecRules.DefaultTemplate(template);
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        base.PrepareForCreate(tree, context);
        JobSelector.Generate(tree);

        // Defaulting runs again on what was stored: labels that only now exist reach the metadata.
        if (TemplateRules.Labels(tree.Object("spec")?.Object("template")) is { } labels)
        {
            var metadata = tree.Child("metadata");
            metadata.Set("labels", TemplateRules.HasLabels(tree) ? metadata["labels"]!.Clone() : labels.Clone());
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) =>
        CheckJob(tree, old: null, arePrefixedDue: true, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            JobStatusChecks.Check(tree, old, errors);
            return;
        }

        // The original checks the spec as a new one and as a changed one: what is wrong is listed twice.
        var labels = TemplateRules.Labels(old.Object("spec")?.Object("template"));
        CheckJob(tree, old, labels?.Has(JobSelector.Name) == true && labels.Has(JobSelector.Uid), errors);
        CheckSpec(tree.Child("spec"), old.Object("spec"), errors);
        JobUpdateChecks.Check(tree.Child("spec"), old, errors);
    }

    /// <summary>Warnings of a job's spec, in a Job or a CronJob.</summary>
    public static void WarnOfIndexes(ObjectNode? spec, FieldPath path, KindContext context)
    {
        if (spec.Str("completionMode") == "Indexed" && spec.Int("completions") > 100_000 && spec.Int("parallelism") > 10_000)
        {
            context.Warnings.Add($"{path}: {TrackingText}");
        }
    }

    /// <inheritdoc/>
    protected override void WarnOfSpec(ObjectNode tree, KindContext context) =>
        WarnOfIndexes(tree.Object("spec"), TemplateRules.Spec, context);

    private static void CheckJob(ObjectNode tree, ObjectNode? old, bool arePrefixedDue, FieldErrors errors)
    {
        var spec = tree.Child("spec");
        JobSelector.Check(tree, arePrefixedDue, errors);
        CheckSpec(spec, old?.Object("spec"), errors);
        if (spec.Str("completionMode") == "Indexed" && spec.Int("completions") > 0)
        {
            var name = new ObjectMeta(tree).Name;
            var host = string.Create(CultureInfo.InvariantCulture, $"{name}-{spec.Int("completions") - 1}");
            if (!Names.IsLabel(host))
            {
                errors.Invalid(FieldPath.Of("metadata").Child("name"), name, $"will not able to create pod with invalid DNS label: {host}");
            }
        }
    }

    private static void CheckSpec(ObjectNode spec, ObjectNode? oldSpec, FieldErrors errors)
    {
        JobSpecChecks.Check(spec, oldSpec, TemplateRules.Spec, errors);
        if (spec.Object("selector") is { } selector)
        {
            SelectorRules.Check(
                selector, TemplateRules.Spec.Child("selector"), errors, SelectorRules.HasBadValues(oldSpec?.Object("selector")));
        }
        else
        {
            errors.Required(TemplateRules.Spec.Child("selector"));
        }

        TemplateRules.Selects(spec, errors);
    }
}
