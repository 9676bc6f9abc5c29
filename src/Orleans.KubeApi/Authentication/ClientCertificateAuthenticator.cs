using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Authentication;

/// <summary>
/// The user in a client certificate: common name = user, organizations = groups (apiserver <c>CommonNameUserConversion</c>). The TLS layer
/// has verified the chain against the client CA before; a certificate that it did not accept never gets here.
/// </summary>
internal sealed class ClientCertificateAuthenticator
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    // One entry per connection's certificate object; the subject is decoded once, not per request.
    private readonly ConditionalWeakTable<X509Certificate2, StrongBox<UserInfo?>> _known = [];

    /// <summary>Judges the certificate of the connection; null or one without a common name is no credential.</summary>
    public AuthenticationOutcome Authenticate(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return AuthenticationOutcome.None;
        }

        var user = _known.GetValue(certificate, static c => new StrongBox<UserInfo?>(Read(c))).Value;
        return user is null ? AuthenticationOutcome.None : AuthenticationOutcome.Of(user);
    }

    private static UserInfo? Read(X509Certificate2 certificate)
    {
        var name = "";
        var groups = new List<string>();
        var names = new AsnReader(certificate.SubjectName.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var set = names.ReadSetOf(skipSortOrderValidation: true);
            while (set.HasData)
            {
                var attribute = set.ReadSequence();
                var type = attribute.ReadObjectIdentifier();
                if (type == CommonName)
                {
                    name = ReadText(attribute);
                }
                else if (type == Organization)
                {
                    groups.Add(ReadText(attribute));
                }
            }
        }

        return name.Length == 0 ? null : new UserInfo(name, "", groups);
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
