using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Faults;

/// <summary>
/// Patches one object through one silo, one call after the other, and remembers when the calls that succeeded began and ended.
/// A call that a fault swallows is given up quickly, so that the gap it leaves is the server's and not the client's.
/// </summary>
internal sealed class WriteProbe(KubeServer silo, string path)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);
    private readonly List<(long Start, long End)> _successes = [];
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>The highest revision that was acknowledged.</summary>
    public long Acknowledged { get; private set; }

    public string LastFailure { get; private set; } = "none";

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await PatchAsync(stop);
            await Task.Delay(_pause, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Waits for the first success of a call that began after <paramref name="moment"/>; returns how long after it the answer came.</summary>
    public async Task<TimeSpan> FirstSuccessAfterAsync(long moment, TimeSpan deadline, CancellationToken cancellation)
    {
        await Eventually.HoldsAsync(
            $"a write through port {silo.Port} succeeds; last failure: {LastFailure}",
            deadline,
            _ => Task.FromResult(FirstAfter(moment) is not null),
            cancellation);
        return TimeProvider.System.GetElapsedTime(moment, FirstAfter(moment)!.Value);
    }

    private long? FirstAfter(long moment)
    {
        lock (_lock)
        {
            var index = _successes.FindIndex(success => success.Start > moment);
            return index < 0 ? null : _successes[index].End;
        }
    }

    private async Task PatchAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(_timeout);
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            var body = $$$"""{"data":{"p{{{silo.Port}}}":"{{{_count++}}}"}}""";
            var answer = await silo.Client.PatchAsync(path, body, KubeHttp.MergePatch, limit.Token);
            if (!answer.IsSuccess)
            {
                LastFailure = answer.Text;
                return;
            }

            lock (_lock)
            {
                _successes.Add((start, TimeProvider.System.GetTimestamp()));
                Acknowledged = Math.Max(Acknowledged, answer.Revision);
            }
        }
        catch (Exception error) when (KubeHttp.IsConnectionLoss(error))
        {
            LastFailure = error.GetType().Name;
        }
    }
}
