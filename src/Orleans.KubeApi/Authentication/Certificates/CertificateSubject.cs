using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Authentication.Certificates;

/// <summary>
/// The user in a certificate: common name = user, organizations = groups, one attribute 1.3.6.1.4.1.57683.2 = uid (apiserver
/// <c>CommonNameUserConversion</c>).
/// </summary>
internal static class CertificateSubject
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string UserUid = "1.3.6.1.4.1.57683.2";

    /// <summary>The common name, "" if there is none; and the user, null if there is no common name.</summary>
    /// <exception cref="CryptographicException">The subject is malformed, or has more than one uid.</exception>
    public static (string CommonName, UserInfo? User) Read(X509Certificate2 certificate)
    {
        var (name, uid) = ("", (string?)null);
        var groups = new List<string>();
        try
        {
            foreach (var (type, value) in Attributes(certificate.SubjectName.RawData))
            {
                switch (type)
                {
                    case CommonName:
                        name = value;
                        break;
                    case Organization:
                        groups.Add(value);
                        break;
                    case UserUid:
                        uid = uid is null && value.Length > 0 ? value : throw new CryptographicException("the subject needs one uid");
                        break;
                }
            }
        }
        catch (AsnContentException malformed)
        {
            throw new CryptographicException("the subject is malformed", malformed);
        }

        return name.Length == 0 ? ("", null) : (name, new UserInfo(name, uid ?? "", groups, Extra(certificate)));
    }

    private static Dictionary<string, IReadOnlyList<string>> Extra(X509Certificate2 certificate) => new(StringComparer.Ordinal)
    {
        [CredentialIds.Key] = [$"X509SHA256={Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span))}"],
    };

    private static List<(string Type, string Value)> Attributes(byte[] subject)
    {
        var found = new List<(string, string)>();
        var names = new AsnReader(subject, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var set = names.ReadSetOf(skipSortOrderValidation: true);
            while (set.HasData)
            {
                var attribute = set.ReadSequence();
                found.Add((attribute.ReadObjectIdentifier(), ReadText(attribute)));
            }
        }

        return found;
    }

    private static string ReadText(AsnReader attribute)
    {
        var tag = attribute.PeekTag();
        return tag.TagClass == TagClass.Universal
            && (UniversalTagNumber)tag.TagValue is var kind
            && kind is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
                or UniversalTagNumber.T61String or UniversalTagNumber.BMPString
            ? attribute.ReadCharacterString(kind)
            : "";
    }
}
