using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>
/// What a PKCS#10 request turned out to be. An algorithm that this platform can't check is not the request's fault: then only its key is
/// missing here.
/// </summary>
/// <param name="IsMalformed">It isn't one.</param>
/// <param name="IsForged">Its signature isn't its key's.</param>
/// <param name="Key">The key that it is about.</param>
internal sealed record RequestReading(bool IsMalformed, bool IsForged, PublicKey? Key)
{
    /// <summary>Reads a request, once if nothing is wrong with it.</summary>
    public static RequestReading Of(byte[] der)
    {
        try
        {
            return new(IsMalformed: false, IsForged: false, Load(der, CertificateRequestLoadOptions.Default));
        }
        catch (NotSupportedException)
        {
            return new(IsMalformed: false, IsForged: false, KeyOf(der));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return WithoutSignature(der);
        }
    }

    /// <summary>The key that a request is about, whoever signed it; null if the platform can't read it.</summary>
    public static PublicKey? KeyOf(byte[] der)
    {
        try
        {
            return Load(der, CertificateRequestLoadOptions.SkipSignatureValidation);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static RequestReading WithoutSignature(byte[] der)
    {
        try
        {
            return new(IsMalformed: false, IsForged: true, Load(der, CertificateRequestLoadOptions.SkipSignatureValidation));
        }
        catch (NotSupportedException)
        {
            return new(IsMalformed: false, IsForged: true, null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return new(IsMalformed: true, IsForged: false, null);
        }
    }

    private static PublicKey Load(byte[] der, CertificateRequestLoadOptions options) =>
        CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256, options, RSASignaturePadding.Pkcs1).PublicKey;
}
