using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>PodTemplates: a template that stands by itself.</summary>
internal sealed class PodTemplateRules : KindRules
{
    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => PodSpecRules.DefaultTemplate(tree.Child("template"));

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        tree.Child("metadata").Set("generation", 1);
        PodSpecRules.DropDisabled(tree.Child("template"), oldTemplate: null);
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context) =>
        PodSpecRules.DropDisabled(tree.Child("template"), old.Object("template"));

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) =>
        PodSpecRules.ValidateTemplate(tree.Object("template") ?? [], FieldPath.Of("template"), errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context) =>
        PodSpecRules.ValidateTemplate(tree.Object("template") ?? [], FieldPath.Of("template"), errors, old.Object("template"));

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        // Without a change of the template nobody is warned again.
        if (old is null || !Node.DeepEquals(tree["template"], old["template"]))
        {
            PodSpecRules.Warn(tree.Object("template") ?? [], FieldPath.Of("template"), context.Warnings);
        }
    }
}
