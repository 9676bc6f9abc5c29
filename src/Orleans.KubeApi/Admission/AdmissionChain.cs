namespace Orleans.KubeApi.Admission;

/// <summary>
/// All plug-ins in the original's order (<c>AllOrderedPlugins</c>): first every mutating pass, then, after the object's own validation,
/// every validating pass.
/// </summary>
internal sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins)
{
    /// <summary>No plug-ins.</summary>
    public static AdmissionChain Empty { get; } = new([]);

    /// <summary>The mutating pass.</summary>
    public void Mutate(AdmissionRequest request)
    {
        foreach (var plugin in plugins)
        {
            plugin.Mutate(request);
        }
    }

    /// <summary>The validating pass.</summary>
    public void Validate(AdmissionRequest request)
    {
        foreach (var plugin in plugins)
        {
            plugin.Validate(request);
        }
    }
}
