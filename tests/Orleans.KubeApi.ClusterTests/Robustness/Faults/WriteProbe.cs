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
    private long _ended;

    /// <summary>The highest revision that was acknowledged.</summary>
    public long Acknowledged { get; private set; }

    public string LastFailure { get; private set; } = "none";

    /// <summary>The refusals that were answered, in order.</summary>
    public List<string> Refusals { get; } = [];

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await PatchAsync(stop);
            await Task.Delay(_pause, TimeProvider.System, CancellationToken.None);
        }

        _ended = TimeProvider.System.GetTimestamp();
    }

    /// <summary>Waits for the first success of a call that began after <paramref name="moment"/>.</summary>
    public async Task FirstSuccessAfterAsync(long moment, TimeSpan deadline, CancellationToken cancellation)
    {
        try
        {
            await Eventually.HoldsAsync(
                $"a write through port {silo.Port} succeeds", deadline, _ => Task.FromResult(HasSuccessAfter(moment)), cancellation);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}; last failure: {LastFailure}");
        }
    }

    /// <summary>The longest time without a success from <paramref name="moment"/> until the probe ended.</summary>
    public TimeSpan LongestPauseAfter(long moment)
    {
        lock (_lock)
        {
            var times = _successes.Select(success => success.End).Where(end => end > moment).Prepend(moment).Append(_ended).ToList();
            return times.Zip(times.Skip(1), (from, to) => TimeProvider.System.GetElapsedTime(from, to)).Max();
        }
    }

    private bool HasSuccessAfter(long moment)
    {
        lock (_lock)
        {
            return _successes.Exists(success => success.Start > moment);
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
                Refusals.Add(answer.Text);
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
