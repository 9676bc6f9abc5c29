using System.Security.Cryptography;

namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>
/// AES-256-GCM with a key of its own for every body: HKDF of a seed and 32 random bytes. So a nonce is never used twice under one key,
/// whatever the number of writes and silos, and after a machine was set back to a snapshot only an equal draw of 44 random bytes could
/// repeat one. The bytes are those of the original's KMS v2: random bytes, nonce, ciphertext, tag.
/// </summary>
internal sealed class DerivedKeyGcm
{
    /// <summary>Bytes that this adds to a body.</summary>
    public const int Overhead = InfoBytes + NonceBytes + TagBytes;

    /// <summary>Bytes of a new seed.</summary>
    public const int SeedBytes = 32;

    private const int InfoBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] _seed;

    private DerivedKeyGcm(byte[] seed) => _seed = seed;

    /// <summary>Takes a seed of at least 32 random bytes as it is.</summary>
    /// <exception cref="RowCipherException">The seed is shorter.</exception>
    public static DerivedKeyGcm OfSeed(byte[] seed) => seed.Length >= SeedBytes
        ? new(seed)
        : throw new RowCipherException($"invalid seed length {seed.Length} used for key generation");

    /// <summary>Takes an AES key of any size.</summary>
    public static DerivedKeyGcm OfKey(byte[] key) => new(HKDF.Extract(HashAlgorithmName.SHA256, key, "kubeapi aesgcm"u8.ToArray()));

    /// <summary>Encrypts to the end of <paramref name="target"/>, which is <see cref="Overhead"/> longer than the body.</summary>
    public void Seal(RowAddress address, ReadOnlySpan<byte> body, Span<byte> target)
    {
        RandomNumberGenerator.Fill(target[..(InfoBytes + NonceBytes)]);
        using var gcm = Create(target[..InfoBytes]);
        gcm.Encrypt(
            target.Slice(InfoBytes, NonceBytes), body, target[(InfoBytes + NonceBytes)..^TagBytes], target[^TagBytes..],
            address.ToBytes());
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="RowCipherException">It is of another row or seed, or was changed.</exception>
    public byte[] Open(RowAddress address, ReadOnlySpan<byte> data)
    {
        if (data.Length < Overhead)
        {
            throw new RowCipherException("the stored data was shorter than the required size");
        }

        using var gcm = Create(data[..InfoBytes]);
        var body = new byte[data.Length - Overhead];
        try
        {
            gcm.Decrypt(
                data.Slice(InfoBytes, NonceBytes), data[(InfoBytes + NonceBytes)..^TagBytes], data[^TagBytes..], body, address.ToBytes());
        }
        catch (AuthenticationTagMismatchException wrong)
        {
            throw new RowCipherException("message authentication failed", wrong);
        }

        return body;
    }

    private AesGcm Create(ReadOnlySpan<byte> info)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.Expand(HashAlgorithmName.SHA256, _seed, key, info);
        return new AesGcm(key, TagBytes);
    }
}
