using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Pods.</summary>
internal sealed class PodRules : KindRules
{
    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => PodDefaults.Apply(tree);
}
