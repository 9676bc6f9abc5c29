using Orleans.KubeApi.Admission;

namespace Orleans.KubeApi.Tests.Admission;

/// <summary>The chain as it is without options and without anything outside of it.</summary>
internal static class DefaultPlugins
{
    /// <summary>All default plug-ins but those that need other parts.</summary>
    public static AdmissionChain Chain { get; } = PluginTable.Build(PluginParts.None, [], []);
}
