namespace Orleans.KubeApi.Audit;

/// <summary>A token bucket: a steady rate with bursts. For one caller at a time.</summary>
/// <param name="rate">Tokens a second; 0 for any number.</param>
/// <param name="burst">Most tokens that can be saved.</param>
/// <param name="time">The clock.</param>
internal sealed class AuditThrottle(double rate, int burst, TimeProvider time)
{
    private double _tokens = burst;
    private long _at = time.GetTimestamp();

    /// <summary>Waits for a token and takes it; takes none and returns when cancelled.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (rate <= 0)
        {
            return;
        }

        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_at, now).TotalSeconds * rate)) - 1;
        _at = now;
        if (_tokens < 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(-_tokens / rate), time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
