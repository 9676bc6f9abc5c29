using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>What all kinds with a pod template do: drop what is switched off, and warn of the template.</summary>
internal abstract class PodOwnerRules : KindRules
{
    /// <summary>Where the template stands.</summary>
    protected virtual FieldPath TemplatePath => TemplateRules.Template;

    /// <summary>Whether a name that can't be a host name is worth a warning.</summary>
    protected virtual bool WarnsOfName => true;

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        if (TemplateOf(tree) is { } template)
        {
            PodSpecRules.DropDisabled(template, oldTemplate: null);
        }
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource.Length == 0 && TemplateOf(tree) is { } template)
        {
            PodSpecRules.DropDisabled(template, TemplateOf(old));
        }
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            return;
        }

        if (old is null && WarnsOfName)
        {
            WorkloadWarnings.Name(tree, context);
        }

        // Updates that leave the spec alone aren't warned again.
        if (old is null || new ObjectMeta(tree).Generation != new ObjectMeta(old).Generation)
        {
            WarnOfSpec(tree, context);
            if (TemplateOf(tree) is { } template)
            {
                PodSpecRules.Warn(template, TemplatePath, context.Warnings);
            }
        }
    }

    /// <summary>The pod template.</summary>
    protected virtual ObjectNode? TemplateOf(ObjectNode tree) => tree.Object("spec")?.Object("template");

    /// <summary>Warnings of other parts of a spec that is new or changed, before those of the template.</summary>
    protected virtual void WarnOfSpec(ObjectNode tree, KindContext context)
    {
    }
}
