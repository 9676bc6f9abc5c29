namespace Orleans.KubeApi.Resources.Kinds.Core;

/// <summary>What one version of Event calls the fields whose core names stand in errors.</summary>
/// <param name="InvolvedObject">The object it is about.</param>
/// <param name="Message">The text.</param>
/// <param name="Reporter">The reporting controller.</param>
/// <param name="Source">The old style's reporter.</param>
/// <param name="First">The old style's first time.</param>
/// <param name="Last">The old style's last time.</param>
/// <param name="Count">The old style's count.</param>
internal sealed record EventNames(
    string InvolvedObject, string Message, string Reporter, string Source, string First, string Last, string Count)
{
    /// <summary>Core v1.</summary>
    public static EventNames Core { get; } = new(
        "involvedObject", "message", "reportingComponent", "source", "firstTimestamp", "lastTimestamp", "count");

    /// <summary>events.k8s.io/v1.</summary>
    public static EventNames Events { get; } = new(
        "regarding", "note", "reportingController", "deprecatedSource", "deprecatedFirstTimestamp", "deprecatedLastTimestamp",
        "deprecatedCount");
}
