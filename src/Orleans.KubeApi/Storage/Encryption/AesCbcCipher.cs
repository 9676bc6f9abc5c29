using System.Security.Cryptography;

namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>
/// <c>aescbc</c>: AES-CBC with a random vector, PKCS #7, and a tag behind it. The original has no tag, so that its bodies can be moved to
/// other rows, changed unseen and asked about their padding; here an HMAC over address, vector and ciphertext, with a key derived from
/// the given one, is checked before anything is decrypted.
/// </summary>
internal sealed class AesCbcCipher(ReadOnlyMemory<byte> prefix, byte[] key) : IRowCipher
{
    private const int VectorBytes = 16;
    private const int TagBytes = HMACSHA256.HashSizeInBytes;
    private readonly byte[] _tagKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, TagBytes, info: "kubeapi aescbc tag"u8.ToArray());

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Prefix { get; } = prefix;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> SealAsync(
        RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var aes = Create();
        var start = Prefix.Length + VectorBytes;
        var end = start + aes.GetCiphertextLengthCbc(body.Length);
        var result = new byte[end + TagBytes];
        Prefix.Span.CopyTo(result);
        var vector = result.AsSpan(Prefix.Length, VectorBytes);
        RandomNumberGenerator.Fill(vector);
        aes.EncryptCbc(body.Span, vector, result.AsSpan(start));
        Tag(address, result.AsSpan(Prefix.Length, end - Prefix.Length), result.AsSpan(end));
        return new(result);
    }

    /// <inheritdoc/>
    public ValueTask<OpenedBody> OpenAsync(RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var sealedPart = body.Span[Prefix.Length..];
        if (sealedPart.Length < VectorBytes + VectorBytes + TagBytes)
        {
            throw new RowCipherException("the stored data was shorter than the required size");
        }

        Span<byte> expected = stackalloc byte[TagBytes];
        Tag(address, sealedPart[..^TagBytes], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, sealedPart[^TagBytes..]))
        {
            throw new RowCipherException("message authentication failed");
        }

        using var aes = Create();
        return new(new OpenedBody(aes.DecryptCbc(sealedPart[VectorBytes..^TagBytes], sealedPart[..VectorBytes]), Stale: false));
    }

    private Aes Create()
    {
        var aes = Aes.Create();
        aes.Key = key;
        return aes;
    }

    private void Tag(RowAddress address, ReadOnlySpan<byte> sealedPart, Span<byte> tag)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _tagKey);

        // Hashed, so that the border between address and data is fixed.
        hmac.AppendData(SHA256.HashData(address.ToBytes()));
        hmac.AppendData(sealedPart);
        hmac.GetHashAndReset(tag);
    }
}
