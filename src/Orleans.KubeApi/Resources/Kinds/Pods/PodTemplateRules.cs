using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>PodTemplates: a template that stands by itself.</summary>
internal sealed class PodTemplateRules : KindRules
{
    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => PodSpecRules.DefaultTemplate(tree.Child("template"));
}
