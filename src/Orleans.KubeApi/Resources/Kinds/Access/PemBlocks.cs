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
    public static string? WrongRequest(string base64) =>
        PemReader.Read(Decode(base64)).Cast<PemBlock?>().FirstOrDefault() is not { Label: RequestLabel, Der: var der }
            ? "PEM block type must be CERTIFICATE REQUEST"
            : RequestReading.Of(der) switch
            {
                { IsMalformed: true } => "asn1: structure error: malformed request",
                { IsForged: true } => "x509: ECDSA verification failure",
                _ => null,
            };

    /// <summary>What is wrong with a chain of certificates; null if nothing is or there is none.</summary>
    public static string? WrongCertificates(string base64)
    {
        if (base64.Length == 0)
        {
            return null;
        }

        var blocks = 0;
        foreach (var (label, hasHeaders, der) in PemReader.Read(Decode(base64)))
        {
            if (label != CertificateLabel)
            {
                return $"only CERTIFICATE PEM blocks are allowed, found {GoText.Quote(label)}";
            }

            if (hasHeaders)
            {
                return "no PEM block headers are permitted";
            }

            using var certificate = Certificate(der);
            if (certificate is null)
            {
                return der.Length == 0 ? "found CERTIFICATE PEM block containing 0 certificates" : "x509: malformed certificate";
            }

            blocks++;
        }

        return blocks == 0 ? "must contain at least one CERTIFICATE PEM block" : null;
    }

    /// <summary>One certificate, to be disposed; null if it isn't one.</summary>
    public static X509Certificate2? Certificate(byte[] der)
    {
        try
        {
            return der.Length == 0 ? null : X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>A chain in plain PEM, the leaf first, to be disposed; null if it is empty or isn't one.</summary>
    public static List<X509Certificate2>? Certificates(string pem, out string? wrong)
    {
        var certificates = new List<X509Certificate2>();
        wrong = null;
        foreach (var (label, _, der) in PemReader.Read(pem))
        {
            if (label != CertificateLabel)
            {
                wrong = "issued certificate chain must consist entirely of CERTIFICATE PEM blocks";
            }
            else if (Certificate(der) is { } certificate)
            {
                certificates.Add(certificate);
            }
            else
            {
                wrong = $"{(certificates.Count == 0 ? "leaf" : "intermediate")} certificate does not parse as valid X.509";
            }

            if (wrong is not null)
            {
                break;
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
}
