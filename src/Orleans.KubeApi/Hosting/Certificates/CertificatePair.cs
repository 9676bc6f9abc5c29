using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Hosting.Certificates;

/// <summary>A certificate with its key in two PEM files, <c>NAME.crt</c> and <c>NAME.key</c>.</summary>
internal static class CertificatePair
{
    /// <summary>Reads <c>NAME.crt</c> and <c>NAME.key</c>; null if neither exists.</summary>
    /// <exception cref="KubeApiOptionsException">Only one exists, or they are unreadable or don't belong together.</exception>
    public static X509Certificate2? TryLoad(string folder, string name)
    {
        var (certificateFile, keyFile) = Files(folder, name);
        if (!File.Exists(certificateFile) && !File.Exists(keyFile))
        {
            return null;
        }

        return Load(certificateFile, keyFile);
    }

    /// <summary>Reads the first certificate of a PEM file and the key that belongs to it.</summary>
    /// <exception cref="KubeApiOptionsException">They are missing, unreadable or don't belong together.</exception>
    public static X509Certificate2 Load(string certificateFile, string keyFile)
    {
        try
        {
            return Usable(X509Certificate2.CreateFromPemFile(certificateFile, keyFile));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new KubeApiOptionsException($"{certificateFile} and {keyFile} are no certificate with its key: {e.Message}", e);
        }
    }

    /// <summary>
    /// Writes both files, readable by the owner only. The key first: a certificate without key would stop the next start.
    /// </summary>
    public static void Save(string folder, string name, X509Certificate2 certificate)
    {
        var (certificateFile, keyFile) = Files(folder, name);
        DataFolder.WriteFile(keyFile, KeyPem(certificate) + "\n");
        DataFolder.WriteFile(certificateFile, certificate.ExportCertificatePem() + "\n");
    }

    /// <summary>The private key as PKCS#8 PEM.</summary>
    public static string KeyPem(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey();
        return key?.ExportPkcs8PrivateKeyPem() ?? throw new InvalidOperationException("the certificate has no exportable key");
    }

    /// <summary>Makes a certificate fit for TLS: Windows can't use keys that live in memory only.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable)
        : certificate;

    private static (string Certificate, string Key) Files(string folder, string name) =>
        (Path.Combine(folder, name + ".crt"), Path.Combine(folder, name + ".key"));
}
