using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>One RSA or EC key for tokens of service accounts; with its private half it can sign.</summary>
internal sealed class TokenKey
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;

    private TokenKey(RSA? rsa, ECDsa? ec)
    {
        _rsa = rsa;
        _ec = ec;
        Algorithm = ec is null ? SecurityAlgorithms.RsaSha256 : ec.KeySize switch
        {
            256 => SecurityAlgorithms.EcdsaSha256,
            384 => SecurityAlgorithms.EcdsaSha384,
            521 => SecurityAlgorithms.EcdsaSha512,
            _ => throw new CryptographicException($"an EC key of {ec.KeySize} bits can't sign tokens"),
        };
        Id = Base64Url.EncodeToString(SHA256.HashData(PublicKey()));
        Key = rsa is not null ? new RsaSecurityKey(rsa) { KeyId = Id } : new ECDsaSecurityKey(ec) { KeyId = Id };
    }

    /// <summary>The JWT algorithm: RS256, ES256, ES384 or ES512.</summary>
    public string Algorithm { get; }

    /// <summary>The key id in the header of tokens: the digest of the public key.</summary>
    public string Id { get; }

    /// <summary>The key as the JWT library takes it.</summary>
    public SecurityKey Key { get; }

    /// <summary>A new key.</summary>
    public static TokenKey Generate() => new(RSA.Create(2048), null);

    /// <summary>Reads the first key of a PEM text: private or public, RSA or EC.</summary>
    /// <exception cref="ArgumentException">There is no such key in it.</exception>
    public static TokenKey Parse(string pem) => ParseAll(pem)[0];

    /// <summary>Reads all keys of a PEM text: private or public ones, and those of certificates.</summary>
    /// <exception cref="ArgumentException">There is none in it.</exception>
    /// <exception cref="CryptographicException">One is malformed.</exception>
    public static IReadOnlyList<TokenKey> ParseAll(string pem)
    {
        var keys = new List<TokenKey>();
        var rest = pem;
        while (PemEncoding.TryFind(rest, out var found))
        {
            var label = rest[found.Label];
            if (label != "EC PARAMETERS")
            {
                keys.Add(ParseBlock(label, rest[found.Location]));
            }

            rest = rest[found.Location.End..];
        }

        return keys.Count > 0 ? keys : throw new ArgumentException("no RSA or EC key in PEM form");
    }

    /// <summary>The private key as PEM.</summary>
    public string ToPem() => _rsa?.ExportPkcs8PrivateKeyPem() ?? _ec!.ExportPkcs8PrivateKeyPem();

    /// <summary>The public half as RFC 7517 writes it.</summary>
    public ObjectNode ToWebKey()
    {
        var node = new ObjectNode { { "use", "sig" }, { "kty", _rsa is null ? "EC" : "RSA" }, { "kid", Id }, { "alg", Algorithm } };
        if (_rsa is not null)
        {
            var rsa = _rsa.ExportParameters(includePrivateParameters: false);
            node.Set("n", Base64Url.EncodeToString(rsa.Modulus));
            node.Set("e", Base64Url.EncodeToString(rsa.Exponent));
            return node;
        }

        var ec = _ec!.ExportParameters(includePrivateParameters: false);
        node.Set("crv", $"P-{_ec.KeySize}");
        node.Set("x", Base64Url.EncodeToString(ec.Q.X));
        node.Set("y", Base64Url.EncodeToString(ec.Q.Y));
        return node;
    }

    private static TokenKey ParseBlock(string label, string pem)
    {
        if (label == "CERTIFICATE")
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.GetRSAPublicKey() is { } held ? new TokenKey(held, null)
                : new TokenKey(null, certificate.GetECDsaPublicKey() ?? throw new CryptographicException("its key is neither RSA nor EC"));
        }

        try
        {
            return new TokenKey(Import(RSA.Create(), pem), null);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            return new TokenKey(null, Import(ECDsa.Create(), pem));
        }
    }

    private static T Import<T>(T key, string pem)
        where T : AsymmetricAlgorithm
    {
        key.ImportFromPem(pem);
        return key;
    }

    private byte[] PublicKey() => _rsa?.ExportSubjectPublicKeyInfo() ?? _ec!.ExportSubjectPublicKeyInfo();
}
