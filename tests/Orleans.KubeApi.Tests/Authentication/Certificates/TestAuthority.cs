using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Tests.Authentication.Certificates;

/// <summary>An authority that issues whatever a test needs, also what no decent one would.</summary>
internal sealed class TestAuthority(string name, DateTimeOffset now) : IDisposable
{
    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private X509Certificate2? _certificate;

    public X509Certificate2 Certificate => _certificate ??= Create();

    public X509Certificate2 Issue(
        string subject, string usage = ClientUsage, int fromDays = -1, int toDays = 10, params IReadOnlyList<string> uids)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Issue(key, subject, [usage], fromDays, toDays, uids);
    }

    /// <summary>A certificate that can be shown in a handshake.</summary>
    public X509Certificate2 IssueWithKey(string subject, params string[] usages)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = Issue(key, subject, usages.Length == 0 ? [ClientUsage] : usages, fromDays: -1, toDays: 10, []);
        return issued.CopyWithPrivateKey(key);
    }

    public void Dispose() => _key.Dispose();

    private X509Certificate2 Issue(
        ECDsa key, string subject, IEnumerable<string> usages, int fromDays, int toDays, IReadOnlyList<string> uids)
    {
        var plain = new X500DistinguishedName(subject);
        var request = new CertificateRequest(uids.Count == 0 ? plain : With(plain, uids), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. usages.Select(u => new Oid(u))], critical: false));
        return request.Create(
            Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), now.AddDays(fromDays), now.AddDays(toDays), [1, 2, 3]);
    }

    private X509Certificate2 Create()
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        return request.CreateSelfSigned(now.AddDays(-100), now.AddDays(100));
    }

    // The subject and one attribute for each uid.
    private static X500DistinguishedName With(X500DistinguishedName plain, IReadOnlyList<string> uids)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            var sets = new AsnReader(plain.RawData, AsnEncodingRules.DER).ReadSequence();
            while (sets.HasData)
            {
                writer.WriteEncodedValue(sets.ReadEncodedValue().Span);
            }

            foreach (var uid in uids)
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.3.6.1.4.1.57683.2");
                    writer.WriteCharacterString(UniversalTagNumber.UTF8String, uid);
                }
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }
}
