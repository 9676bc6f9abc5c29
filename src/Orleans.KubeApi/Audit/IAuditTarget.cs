namespace Orleans.KubeApi.Audit;

/// <summary>Where a backend's events end up.</summary>
internal interface IAuditTarget : IAsyncDisposable
{
    /// <summary>Writes events; returns when they are out of this process's hands.</summary>
    /// <exception cref="Exception">None of them was written, after all attempts that are reasonable.</exception>
    Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancellationToken);
}
