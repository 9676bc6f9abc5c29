namespace Orleans.KubeApi.Admission;

/// <summary>Measures the passes of a plug-in that may wait.</summary>
internal sealed class MeasuredWaitingPlugin(IWaitingAdmissionPlugin plugin, AdmissionMetrics metrics) : IWaitingAdmissionPlugin
{
    private readonly AdmissionPass _admit = metrics.Plugin(plugin.Name, "admit");
    private readonly AdmissionPass _validate = metrics.Plugin(plugin.Name, "validate");

    /// <inheritdoc/>
    public string Name => plugin.Name;

    /// <inheritdoc/>
    public bool SeesConnections => plugin.SeesConnections;

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request) =>
        metrics.RunAsync(_admit, plugin, request, static (p, r) => p.MutateAsync(r));

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request) =>
        metrics.RunAsync(_validate, plugin, request, static (p, r) => p.ValidateAsync(r));
}
