namespace Orleans.KubeApi.Grains;

/// <summary>
/// Tells the grains that their silo is about to leave. A grain is handed over only when no call is in it, so the collections' long polls
/// must end now instead of keeping the writers of the whole cluster waiting.
/// </summary>
internal sealed class SiloStop : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Cancelled when the silo is about to leave.</summary>
    public CancellationToken Token => _stopping.Token;

    /// <summary>The silo is about to leave.</summary>
    public Task BeginAsync() => _stopping.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();
}
