namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>
/// All that the clients of one run saw. The log is what a watch from <c>StartRevision</c>, when no object existed, delivers after the run;
/// it is checked like everything else before the rest is judged by it.
/// </summary>
internal sealed record History(
    long StartRevision,
    IReadOnlyList<WatchedEvent> Log,
    IReadOnlyList<WriteOperation> Writes,
    IReadOnlyList<GetOperation> Gets,
    IReadOnlyList<ListOperation> Lists,
    IReadOnlyList<WatchSession> Watches);
