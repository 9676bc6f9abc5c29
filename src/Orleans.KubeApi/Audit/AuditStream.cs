namespace Orleans.KubeApi.Audit;

/// <summary>Events on a stream, a line each: standard output.</summary>
internal sealed class AuditStream(Stream output) : IAuditTarget
{
    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancellationToken)
    {
        await output.WriteAsync(AuditFile.Join(events), cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => output.DisposeAsync();
}
