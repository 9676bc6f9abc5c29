using System.Buffers.Text;
using System.Security.Cryptography;

namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>One RSA or EC key for tokens of service accounts; with its private half it can sign.</summary>
internal sealed class TokenKey
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;
    private readonly HashAlgorithmName _hash = HashAlgorithmName.SHA256;

    private TokenKey(RSA? rsa, ECDsa? ec)
    {
        _rsa = rsa;
        _ec = ec;
        Algorithm = "RS256";
        if (ec is not null)
        {
            (Algorithm, _hash) = ec.KeySize switch
            {
                256 => ("ES256", HashAlgorithmName.SHA256),
                384 => ("ES384", HashAlgorithmName.SHA384),
                521 => ("ES512", HashAlgorithmName.SHA512),
                _ => throw new CryptographicException($"an EC key of {ec.KeySize} bits can't sign tokens"),
            };
        }

        Id = Base64Url.EncodeToString(SHA256.HashData(PublicKey()));
    }

    /// <summary>The JWT algorithm: RS256, ES256, ES384 or ES512.</summary>
    public string Algorithm { get; }

    /// <summary>The key id in the header of tokens: the digest of the public key.</summary>
    public string Id { get; }

    /// <summary>A new key.</summary>
    public static TokenKey Generate() => new(RSA.Create(2048), null);

    /// <summary>Reads the key of a PEM text: private or public, RSA or EC.</summary>
    /// <exception cref="ArgumentException">There is no such key in it.</exception>
    public static TokenKey Parse(string pem)
    {
        try
        {
            return new TokenKey(Import(RSA.Create(), pem), null);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            return new TokenKey(null, Import(ECDsa.Create(), pem));
        }
    }

    /// <summary>The private key as PEM.</summary>
    public string ToPem() => _rsa?.ExportPkcs8PrivateKeyPem() ?? _ec!.ExportPkcs8PrivateKeyPem();

    /// <summary>The signature of a JWT's first two parts.</summary>
    public byte[] Sign(byte[] data) => _rsa?.SignData(data, _hash, RSASignaturePadding.Pkcs1) ?? _ec!.SignData(data, _hash);

    /// <summary>Whether a signature is this key's.</summary>
    public bool Verify(byte[] data, byte[] signature) =>
        _rsa?.VerifyData(data, signature, _hash, RSASignaturePadding.Pkcs1) ?? _ec!.VerifyData(data, signature, _hash);

    private static T Import<T>(T key, string pem)
        where T : AsymmetricAlgorithm
    {
        key.ImportFromPem(pem);
        return key;
    }

    private byte[] PublicKey() => _rsa?.ExportSubjectPublicKeyInfo() ?? _ec!.ExportSubjectPublicKeyInfo();
}
