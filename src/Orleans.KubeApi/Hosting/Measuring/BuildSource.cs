using Orleans.KubeApi.Discovery;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Hosting.Measuring;

/// <summary>What this server is.</summary>
internal sealed class BuildSource(VersionInfo version) : IMetricSource
{
    private static readonly string[] Names =
        ["major", "minor", "git_version", "git_commit", "git_tree_state", "build_date", "go_version", "compiler", "platform"];

    private readonly string _labels = MetricText.Labels(Names,
    [
        version.Major, version.Minor, version.GitVersion, version.GitCommit, version.GitTreeState, version.BuildDate, version.GoVersion,
        version.Compiler, version.Platform,
    ]);

    /// <inheritdoc/>
    public void WriteTo(MetricText text)
    {
        text.Family("kubernetes_build_info", MetricKind.Gauge, "Always 1; the labels tell the version and the build.");
        text.Sample(_labels, 1);
    }
}
