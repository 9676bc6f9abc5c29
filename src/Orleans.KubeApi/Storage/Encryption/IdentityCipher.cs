namespace Orleans.KubeApi.Storage.Encryption;

/// <summary><c>identity</c>: bodies are stored as they are.</summary>
internal sealed class IdentityCipher : IRowCipher
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Prefix => default;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> SealAsync(
        RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => new(body);

    /// <inheritdoc/>
    public ValueTask<OpenedBody> OpenAsync(RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        new(new OpenedBody(body, Stale: false));
}
