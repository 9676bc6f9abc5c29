using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>Core v1 ReplicationController: its selector is a plain map, and selector and labels follow the template's labels.</summary>
internal sealed class ReplicationControllerRules : PodOwnerRules
{
    private static readonly Node One = 1;

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        var spec = tree.Child("spec");
        if (spec.Object("template") is { } template)
        {
            if (TemplateRules.Labels(template) is { } labels)
            {
                if (spec.Object("selector") is not { Count: > 0 })
                {
                    spec.Set("selector", labels.Clone());
                }

                if (!TemplateRules.HasLabels(tree))
                {
                    tree.Child("metadata").Set("labels", labels.Clone());
                }
            }

            PodSpecRules.DefaultTemplate(template);
        }

        Fill.Pointer(spec, "replicas", One);
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => CheckSpec(tree.Child("spec"), null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            ReplicaStatus.Check(tree.Object("status"), errors);
            return;
        }

        // The original checks the spec as a new one and as a changed one: what is wrong is listed twice.
        CheckSpec(tree.Child("spec"), old.Object("spec"), errors);
        CheckSpec(tree.Child("spec"), old.Object("spec"), errors);
    }

    private static void CheckSpec(ObjectNode spec, ObjectNode? oldSpec, FieldErrors errors)
    {
        Checks.NonNegative(spec, "minReadySeconds", TemplateRules.Spec, errors);
        var selector = spec.Object("selector");
        if (selector is not { Count: > 0 })
        {
            errors.Required(TemplateRules.Spec.Child("selector"));
        }

        Checks.NonNegative(spec, "replicas", TemplateRules.Spec, errors);
        if (spec.Object("template") is not { } template)
        {
            errors.Required(TemplateRules.Template);
            return;
        }

        if (!SelectorMatch.HasAll(selector, TemplateRules.Labels(template)))
        {
            TemplateRules.Mismatch(TemplateRules.Template, TemplateRules.Labels(template), errors);
        }

        TemplateRules.LongRunning(spec, oldSpec, "ReplicationController", errors);
    }
}
