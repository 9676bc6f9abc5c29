using Orleans.KubeApi.Admission.Plugins;

namespace Orleans.KubeApi.Admission;

/// <summary>Measures a plug-in's passes. A pass that the plug-in doesn't have costs nothing.</summary>
internal sealed class MeasuredPlugin(IAdmissionPlugin plugin, AdmissionMetrics metrics) : IAdmissionPlugin
{
    private readonly AdmissionPass? _admit = Has(plugin, nameof(Mutate)) ? metrics.Plugin(plugin.Name, "admit") : null;
    private readonly AdmissionPass? _validate = Has(plugin, nameof(Validate)) ? metrics.Plugin(plugin.Name, "validate") : null;

    /// <inheritdoc/>
    public string Name => plugin.Name;

    /// <inheritdoc/>
    public bool SeesConnections => plugin.SeesConnections;

    /// <summary>The plug-in with its measure around it.</summary>
    public static IAdmissionPlugin Around(IAdmissionPlugin plugin, AdmissionMetrics metrics) => plugin is IWaitingAdmissionPlugin waiting
        ? new MeasuredWaitingPlugin(waiting, metrics)
        : new MeasuredPlugin(plugin, metrics);

    /// <inheritdoc/>
    public void Mutate(AdmissionRequest request)
    {
        if (_admit is not null)
        {
            _ = metrics.RunAsync(_admit, plugin, request, static (p, r) =>
            {
                p.Mutate(r);
                return ValueTask.CompletedTask;
            }).IsCompletedSuccessfully;
        }
    }

    /// <inheritdoc/>
    public void Validate(AdmissionRequest request)
    {
        if (_validate is not null)
        {
            _ = metrics.RunAsync(_validate, plugin, request, static (p, r) =>
            {
                p.Validate(r);
                return ValueTask.CompletedTask;
            }).IsCompletedSuccessfully;
        }
    }

    private static bool Has(IAdmissionPlugin plugin, string pass) =>
        plugin is not PluginBase || plugin.GetType().GetMethod(pass)?.DeclaringType != typeof(PluginBase);
}
