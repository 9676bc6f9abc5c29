namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>
/// One fault of the matrix: what is done to a running cluster under load. When <see cref="HarmAsync"/> returns the fault is over;
/// what ended meanwhile is started again by the runner, as an init system would.
/// </summary>
internal sealed record FaultCell(string Id, string What, Func<FaultScene, CancellationToken, Task> HarmAsync)
{
    /// <summary>What the scene needs besides three silos and a PostgreSQL.</summary>
    public FaultSetup Setup { get; init; } = new();

    /// <summary>From the end of the fault until every silo takes writes again, processes started anew included.</summary>
    public TimeSpan RecoveryMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Writes that must have been done for the run to prove anything.</summary>
    public int DoneMin { get; init; } = 100;

    /// <summary>What else it needs and isn't there, or null.</summary>
    public Func<string?> Lacks { get; init; } = () => null;

    /// <summary>Why the cell can't run here, or null.</summary>
    public string? Missing => (Setup.NeedsRoot ? SystemTool.Missing : null) ?? Lacks();

    public override string ToString() => $"{Id} {What}";
}
