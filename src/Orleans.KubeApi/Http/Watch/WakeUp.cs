namespace Orleans.KubeApi.Http.Watch;

/// <summary>A token that is cancelled at a time, or earlier by other tokens. On the injected clock, so that tests need not wait.</summary>
internal sealed class WakeUp : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;

    public WakeUp(TimeProvider time, TimeSpan after, CancellationToken first, CancellationToken second)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(first, second);
        _timer = time.CreateTimer(static s => Cancel((CancellationTokenSource)s!), _source, after, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when it is time.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The timer fired while the watch was ending.
        }
    }
}
