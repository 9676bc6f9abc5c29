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

    /// <summary>
    /// What keeps a PKCS#10 request from being read under these options; null if nothing does. An algorithm that this platform can't check
    /// is not the request's fault.
    /// </summary>
    public static Exception? Load(byte[] der, CertificateRequestLoadOptions options)
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

    /// <summary>A chain in plain PEM, the leaf first, to be disposed; null if it is empty or isn't one.</summary>
    public static List<X509Certificate2>? Certificates(string pem, out string? wrong)
    {
        var certificates = new List<X509Certificate2>();
        wrong = null;
        for (var rest = pem; wrong is null && PemEncoding.TryFind(rest, out var at); rest = rest[at.Location.End..])
        {
            if (rest[at.Label] != CertificateLabel)
            {
                wrong = "issued certificate chain must consist entirely of CERTIFICATE PEM blocks";
                break;
            }

            try
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(rest[at.Base64Data])));
            }
            catch (CryptographicException)
            {
                wrong = $"{(certificates.Count == 0 ? "leaf" : "intermediate")} certificate does not parse as valid X.509";
            }
        }

        wrong ??= certificates.Count == 0 ? "issued certificate chain must contain at least one certificate" : null;
        if (wrong is null)
        {
            return certificates;
        }

        certificates.ForEach(c => c.Dispose());
        return null;
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
}
