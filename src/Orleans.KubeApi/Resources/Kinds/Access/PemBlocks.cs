using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>Certificate requests and certificates as they stand in API objects: PEM in base64.</summary>
internal static class PemBlocks
{
    private const string RequestLabel = "CERTIFICATE REQUEST";
    private const string CertificateLabel = "CERTIFICATE";

    /// <summary>What is wrong with a PKCS#10 request, in the original's words where they are its own; null if nothing is.</summary>
    public static string? WrongRequest(string base64)
    {
        var pem = Decode(base64);
        if (!PemEncoding.TryFind(pem, out var at) || !pem.AsSpan()[at.Label].SequenceEqual(RequestLabel))
        {
            return "PEM block type must be CERTIFICATE REQUEST";
        }

        var der = Convert.FromBase64String(pem[at.Base64Data]);
        return Load(der, CertificateRequestLoadOptions.SkipSignatureValidation) is not null ? "asn1: structure error: malformed request"
            : Load(der, CertificateRequestLoadOptions.Default) is not null ? "x509: ECDSA verification failure"
            : null;
    }

    /// <summary>What is wrong with a chain of certificates; null if nothing is or there is none.</summary>
    public static string? WrongCertificates(string base64)
    {
        if (base64.Length == 0)
        {
            return null;
        }

        var rest = Decode(base64);
        var blocks = 0;
        while (PemEncoding.TryFind(rest, out var at))
        {
            var label = rest[at.Label];
            if (label != CertificateLabel)
            {
                return $"only CERTIFICATE PEM blocks are allowed, found {GoText.Quote(label)}";
            }

            if (WrongCertificate(Convert.FromBase64String(rest[at.Base64Data])) is { } wrong)
            {
                return wrong;
            }

            blocks++;
            rest = rest[at.Location.End..];
        }

        return blocks == 0 ? "must contain at least one CERTIFICATE PEM block" : null;
    }

    private static string Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count) ? Encoding.Latin1.GetString(bytes, 0, count) : "";
    }

    private static string? WrongCertificate(byte[] der)
    {
        if (der.Length == 0)
        {
            return "found CERTIFICATE PEM block containing 0 certificates";
        }

        try
        {
            X509CertificateLoader.LoadCertificate(der).Dispose();
            return null;
        }
        catch (CryptographicException)
        {
            return "x509: malformed certificate";
        }
    }

    // An algorithm that this platform can't check is not the request's fault.
    private static Exception? Load(byte[] der, CertificateRequestLoadOptions options)
    {
        try
        {
            CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256, options, RSASignaturePadding.Pkcs1);
            return null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return e;
        }
    }
}
