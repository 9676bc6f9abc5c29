using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Admission;

/// <summary>The series of one pass of one plug-in, or of all, by operation and outcome.</summary>
internal sealed class AdmissionPass(Func<string, string, Histogram> seriesOf)
{
    private static readonly string[] Operations = ["CREATE", "UPDATE", "DELETE", "CONNECT"];
    private readonly Histogram?[] _series = new Histogram?[Operations.Length * 2];

    /// <summary>The series of an outcome; found once.</summary>
    public Histogram Of(AdmissionOperation operation, bool rejected) =>
        _series[((int)operation * 2) + (rejected ? 1 : 0)] ??= seriesOf(Operations[(int)operation], rejected ? "true" : "false");
}
