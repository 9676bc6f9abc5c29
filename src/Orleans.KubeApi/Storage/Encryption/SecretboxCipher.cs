using System.Security.Cryptography;
using Sodium;

namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>
/// <c>secretbox</c>: XSalsa20 and Poly1305, whose nonce is long enough to be drawn at random. It has no place for associated data: the
/// digest of the address lies in the box, before the body.
/// </summary>
internal sealed class SecretboxCipher(ReadOnlyMemory<byte> prefix, byte[] key) : IRowCipher
{
    private const int NonceBytes = 24;
    private const int DigestBytes = SHA256.HashSizeInBytes;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Prefix { get; } = prefix;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> SealAsync(
        RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var box = SecretBox.Create([.. SHA256.HashData(address.ToBytes()), .. body.Span], nonce, key);
        return new((byte[])[.. Prefix.Span, .. nonce, .. box]);
    }

    /// <inheritdoc/>
    public ValueTask<OpenedBody> OpenAsync(RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var data = body[Prefix.Length..];
        if (data.Length < NonceBytes)
        {
            throw new RowCipherException("the stored data was shorter than the required size");
        }

        byte[] plain;
        try
        {
            plain = SecretBox.Open(data[NonceBytes..].ToArray(), data[..NonceBytes].ToArray(), key);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            throw new RowCipherException("message authentication failed", wrong);
        }

        if (plain.Length < DigestBytes
            || !CryptographicOperations.FixedTimeEquals(plain.AsSpan(0, DigestBytes), SHA256.HashData(address.ToBytes())))
        {
            throw new RowCipherException("the stored data is of another row");
        }

        return new(new OpenedBody(plain.AsMemory(DigestBytes), Stale: false));
    }
}
