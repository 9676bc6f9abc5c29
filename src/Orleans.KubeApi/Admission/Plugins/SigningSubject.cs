using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>For whom a signing request asks.</summary>
/// <param name="CommonName">CN.</param>
/// <param name="Organizations">O, in order.</param>
internal sealed record SigningSubject(string CommonName, IReadOnlyList<string> Organizations)
{
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";

    /// <summary>Reads the PEM text in base64.</summary>
    /// <exception cref="FormatException">No base64.</exception>
    /// <exception cref="CryptographicException">No signing request.</exception>
    /// <exception cref="ArgumentException">No PEM.</exception>
    public static SigningSubject Parse(string base64)
    {
        var wanted = CertificateRequest.LoadSigningRequestPem(
            Encoding.ASCII.GetString(Convert.FromBase64String(base64)), HashAlgorithmName.SHA256,
            CertificateRequestLoadOptions.SkipSignatureValidation);
        var names = wanted.SubjectName.EnumerateRelativeDistinguishedNames().Where(n => !n.HasMultipleElements).ToList();
        return new(
            names.Find(n => n.GetSingleElementType().Value == CommonNameOid)?.GetSingleElementValue() ?? "",
            [.. names.Where(n => n.GetSingleElementType().Value == OrganizationOid).Select(n => n.GetSingleElementValue() ?? "")]);
    }
}
