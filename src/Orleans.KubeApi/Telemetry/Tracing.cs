using System.Diagnostics;

namespace Orleans.KubeApi.Telemetry;

/// <summary>The server's spans. Nobody listens unless tracing is switched on; then starting one is a comparison and nothing else.</summary>
internal static class Tracing
{
    /// <summary>Name of <see cref="Source"/>.</summary>
    public const string Name = "Orleans.KubeApi";

    /// <summary>Where spans begin.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Whether anybody wants spans.</summary>
    public static bool IsOn => Source.HasListeners();
}
