namespace Orleans.KubeApi.Admission;

/// <summary>The plug-ins that are on by default, in the original's order.</summary>
internal static class DefaultPlugins
{
    /// <summary>The chain of all of them.</summary>
    public static AdmissionChain Chain { get; } = new([]);
}
