namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>A plug-in of which only the name counts: AlwaysAdmit does nothing, NamespaceLifecycle is done by the write path.</summary>
internal sealed class MarkerPlugin(string name) : PluginBase
{
    /// <inheritdoc/>
    public override string Name => name;
}
