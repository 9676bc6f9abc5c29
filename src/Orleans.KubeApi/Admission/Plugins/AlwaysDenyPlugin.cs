using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>AlwaysDeny: no write at all.</summary>
internal sealed class AlwaysDenyPlugin : PluginBase
{
    /// <inheritdoc/>
    public override string Name => "AlwaysDeny";

    /// <inheritdoc/>
    public override bool SeesConnections => true;

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request) => throw Forbidden(request, "admission control is denying all modifications");

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request) => throw Forbidden(request, "admission control is denying all modifications");
}
