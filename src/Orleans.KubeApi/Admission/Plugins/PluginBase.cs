namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>What the compiled-in plug-ins share: a plug-in that does nothing, and the original's refusal.</summary>
internal abstract class PluginBase : IAdmissionPlugin
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public virtual bool SeesConnections => false;

    /// <inheritdoc/>
    public virtual void Mutate(AdmissionRequest request)
    {
    }

    /// <inheritdoc/>
    public virtual void Validate(AdmissionRequest request)
    {
    }
}
