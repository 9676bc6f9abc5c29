using System.Globalization;
using Orleans.KubeApi.ClusterTests.Robustness.Traffic;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>Some faults in a row on a running cluster, judged by one history.</summary>
/// <param name="Name">What the round's row begins with.</param>
/// <param name="Steps">One after the other; the faults of a step at the same time.</param>
/// <param name="RecoveryMax">From the end of a step until every silo takes writes again.</param>
internal sealed record FaultRound(string Name, IReadOnlyList<FaultCell[]> Steps, TimeSpan RecoveryMax)
{
    public const string TableVariable = "KUBEAPI_FAULT_TABLE";
    private const int DoneMin = 100;
    private const long MemoryMax = 700L << 20;
    private TimeSpan _slowest;

    /// <summary>Steps of one fault each.</summary>
    public static IReadOnlyList<FaultCell[]> StepsOf(params string[] ids) => [.. ids.Select(id => new[] { FaultCells.Of(id) })];

    /// <summary>Runs it and returns its row for a table. Throws what was broken.</summary>
    public async Task<string> RunAsync(FaultScene scene, int seed, CancellationToken cancellation)
    {
        var run = new TrafficRun(scene.Cluster.Silos, seed) { Log = scene.Log is { } log ? log.ReadAsync : null };
        var what = string.Join(", then ", Steps.Select(step => string.Join(" with ", step.Select(cell => cell.Id))));
        try
        {
            await run.ClearAsync(cancellation);
            var violations = await run.RunAsync(limit => HarmAsync(scene, limit), cancellation);
            Assert.True(violations.Count == 0, string.Join('\n', violations.Take(10)));
            Assert.True(scene.Log is not null || run.Expirations == 0, $"{run.Expirations} informers had to start over.");
            Assert.True(_slowest <= RecoveryMax, $"Recovered after {_slowest.TotalSeconds:0.0} s only.");
            Assert.True(run.Recorder.DoneWrites >= DoneMin, "Too little was done to prove anything.");
            Assert.All(scene.Cluster.Silos, silo => Assert.InRange(silo.MemoryBytes, 0, MemoryMax));
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{Name}, {what}: {run.Recorder}\n{scene.Cluster.Logs()}", error);
        }

        var memory = scene.Cluster.Silos.Max(silo => silo.MemoryBytes) >> 20;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {Name} | {what} | {run.Recorder.DoneWrites} writes | 0 violations | {_slowest.TotalSeconds:0.0} s | largest silo {memory} MB |");
    }

    /// <summary>Adds a row to the file that the variable names, if it does.</summary>
    public static Task NoteAsync(string row, CancellationToken cancellation) =>
        Environment.GetEnvironmentVariable(TableVariable) is { Length: > 0 } table
            ? File.AppendAllTextAsync(table, row + "\n", cancellation)
            : Task.CompletedTask;

    private async Task HarmAsync(FaultScene scene, CancellationToken limit)
    {
        foreach (var step in Steps)
        {
            await FaultScene.PauseAsync(2, limit);
            await Task.WhenAll(step.Select(cell => cell.HarmAsync(scene, limit)));
            var over = TimeProvider.System.GetTimestamp();
            Assert.Equal(0, await scene.HealAsync(limit));
            await Recovery.AwaitAsync(scene.Cluster, limit);
            var recovery = TimeProvider.System.GetElapsedTime(over);
            _slowest = recovery > _slowest ? recovery : _slowest;
        }
    }
}
