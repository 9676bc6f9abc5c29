namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>
/// <c>aesgcm</c>. The original encrypts with the key itself, which wears out after 2³² random nonces, and asks for its rotation every
/// 200,000 writes; here each body has a derived key (<see cref="DerivedKeyGcm"/>), so no rotation is due.
/// </summary>
internal sealed class AesGcmCipher(ReadOnlyMemory<byte> prefix, byte[] key) : IRowCipher
{
    private readonly DerivedKeyGcm _gcm = DerivedKeyGcm.OfKey(key);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Prefix { get; } = prefix;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> SealAsync(
        RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var result = new byte[Prefix.Length + body.Length + DerivedKeyGcm.Overhead];
        Prefix.Span.CopyTo(result);
        _gcm.Seal(address, body.Span, result.AsSpan(Prefix.Length));
        return new(result);
    }

    /// <inheritdoc/>
    public ValueTask<OpenedBody> OpenAsync(RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        new(new OpenedBody(_gcm.Open(address, body.Span[Prefix.Length..]), Stale: false));
}
