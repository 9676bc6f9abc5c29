using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Access;

/// <summary>ClusterTrustBundle and PodCertificateRequest, with real keys and certificates.</summary>
public sealed class CertificateKindsTests
{
    private const string Bundles = "clustertrustbundles";
    private const string Requests = "podcertificaterequests";
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly byte[] _request = new CertificateRequest("", _key, HashAlgorithmName.SHA256).CreateSigningRequest();
    private static readonly string _authority = Certificate(_key, isAuthority: true, TimeSpan.FromDays(1));

    [Theory]
    [InlineData("a", "", "")]
    [InlineData("example.com:s:a", "example.com/s", "")]
    [InlineData("a", "example.com/s", "metadata.name: Invalid value: \"a\": ClusterTrustBundle for signerName example.com/s must be named "
        + "with prefix example.com:s:")]
    [InlineData("a:b", "", "metadata.name: Invalid value: \"a:b\": ClusterTrustBundle without signer name must not have \":\" in its name")]
    public void Bundle_Name_FollowsTheSigner(string name, string signer, string cause) =>
        Assert.Equal(cause, AccessCase.Causes(AccessCase.Create(AccessCase.Certificates, Bundles, Bundle(_authority, signer), name)));

    [Fact]
    public void Bundle_OfOtherThings_NamesTheEntry()
    {
        Assert.Equal(Omitted("at least one trust anchor must be provided"), Causes("none"));
        Assert.Equal(Omitted("duplicate trust anchor (indices [0 1])"), Causes(_authority + _authority));
        Assert.Equal(Omitted("entry 1 does not have the CA bit set"),
            Causes(_authority + Certificate(_key, isAuthority: false, TimeSpan.FromDays(1))));
        Assert.Equal(Omitted("entry 0 has bad block type: CERTIFICATE REQUEST"),
            Causes(PemEncoding.WriteString("CERTIFICATE REQUEST", _request)));
        Assert.Equal(Omitted("entry 0 does not parse as X.509"), Causes(PemEncoding.WriteString("CERTIFICATE", [1, 2, 3])));

        static string Causes(string bundle) =>
            AccessCase.Causes(AccessCase.Create(AccessCase.Certificates, Bundles, Bundle(bundle, "")));
        static string Omitted(string text) => $"spec.trustBundle: Invalid value: \"<value omitted>\": {text}";
    }

    [Fact]
    public void Bundle_SignerChanged_IsRefused()
    {
        var old = AccessCase.Made(AccessCase.Certificates, Bundles, Bundle(_authority, "example.com/s"), "example.com:s:a");
        Assert.Contains("field is immutable", AccessCase.Causes(AccessCase.Change(
            AccessCase.Certificates, Bundles, old, "",
            next => next.Child("spec").Set("signerName", "example.com/t"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Request_WithoutLifetime_AsksForADay()
    {
        var made = AccessCase.Made(AccessCase.Certificates, Requests, Spec());
        Assert.Equal(86400, made.Object("spec")!.Integer("maxExpirationSeconds"));
    }

    [Theory]
    [InlineData("nodeUID", "\"\"", "spec.nodeUID: Invalid value: \"\": must not be empty")]
    [InlineData("maxExpirationSeconds", "60", "spec.maxExpirationSeconds: Invalid value: 60: must be in the range [3600, 7862400]")]
    [InlineData("stubPKCS10Request", "\"AQID\"",
        "spec.stubPKCS10Request: Invalid value: \"AQID\": must be a valid PKCS#10 certificate signing request")]
    [InlineData("unverifiedUserAnnotations", "{\"a\":\"b\"}",
        "spec.unverifiedUserAnnotations: Invalid value: \"a\": key must be domain-prefixed")]
    public void Request_WrongMember_IsNamed(string member, string value, string cause) =>
        Assert.Equal(cause, AccessCase.Causes(AccessCase.Create(AccessCase.Certificates, Requests, Spec((member, value)))));

    [Fact]
    public void Request_KubernetesSigner_MayLastADay() => Assert.Equal(
        "spec.maxExpirationSeconds: Invalid value: 86401: must be in the range [3600, 86400]",
        AccessCase.Causes(AccessCase.Create(AccessCase.Certificates, Requests,
            Spec(("signerName", "\"kubernetes.io/s\""), ("maxExpirationSeconds", "86401")))));

    [Fact]
    public void Request_SmallKey_IsRefused()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest();
        Assert.Equal(
            "spec.stubPKCS10Request: Invalid value: \"2048-bit modulus\": RSA keys must have modulus size 3072 or 4096",
            AccessCase.Causes(AccessCase.Create(AccessCase.Certificates, Requests,
                Spec(("stubPKCS10Request", $"\"{Convert.ToBase64String(request)}\"")))));
    }

    [Fact]
    public void Status_IssuedForTheKey_IsTakenAndThenFinal()
    {
        var issued = Issue(Certificate(_key, isAuthority: false, TimeSpan.FromHours(2)));
        Assert.Equal("", AccessCase.Causes(issued));
        var again = AccessCase.Change(AccessCase.Certificates, Requests, issued.Tree!, "status",
            next => next.Child("status").Remove("notAfter"));
        Assert.Equal("status: Invalid value: immutable after PodCertificateRequest is issued, denied, or failed", AccessCase.Causes(again));
    }

    [Fact]
    public void Status_CertificateOfAnotherKeyOrLife_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.EndsWith("leaf certificate was not issued to the requested public key",
            AccessCase.Causes(Issue(Certificate(other, isAuthority: false, TimeSpan.FromHours(2)))), StringComparison.Ordinal);
        Assert.EndsWith("must be set to the NotAfter time encoded in the leaf certificate",
            AccessCase.Causes(Issue(Certificate(_key, isAuthority: false, TimeSpan.FromHours(3)))), StringComparison.Ordinal);
        Assert.EndsWith("leaf certificate does not parse as valid X.509",
            AccessCase.Causes(Issue(PemEncoding.WriteString("CERTIFICATE", [1, 2, 3]))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Denied", "", "")]
    [InlineData("Denied", "x", "status: Invalid value: non-condition status fields must be empty when denying or failing the "
        + "PodCertificateRequest")]
    [InlineData("Odd", "", "status.conditions[0].type: Unsupported value: \"Odd\": supported values: \"Issued\", \"Denied\", \"Failed\"")]
    public void Status_OtherEnds_AreChecked(string type, string chain, string cause) => Assert.Equal(cause, AccessCase.Causes(
        AccessCase.Change(AccessCase.Certificates, Requests, AccessCase.Made(AccessCase.Certificates, Requests, Spec()), "status", next =>
        {
            next.Child("status").Set("conditions", Conditions(type));
            if (chain.Length > 0)
            {
                next.Child("status").Set("certificateChain", chain);
            }
        })));

    private static Orleans.KubeApi.Resources.OperationOutcome Issue(string chain) => AccessCase.Change(
        AccessCase.Certificates, Requests, AccessCase.Made(AccessCase.Certificates, Requests, Spec()), "status", next =>
        {
            var status = next.Child("status");
            status.Set("conditions", Conditions("Issued"));
            status.Set("certificateChain", chain);
            status.Set("notBefore", Text(_now));
            status.Set("beginRefreshAt", Text(_now.AddHours(1)));
            status.Set("notAfter", Text(_now.AddHours(2)));
        });

    private static ArrayNode Conditions(string type) => new(
    [
        new ObjectNode
        {
            { "type", type },
            { "status", "True" },
            { "lastTransitionTime", Text(_now) },
            { "reason", "Because" },
            { "message", "" },
        },
    ]);

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Bundle(string bundle, string signer) => new ObjectNode
    {
        { "spec", new ObjectNode { { "signerName", signer }, { "trustBundle", bundle } } },
    }.ToString().Trim()[1..^1];

    private static string Spec(params (string Name, string Json)[] others)
    {
        var members = new Dictionary<string, string>
        {
            ["signerName"] = "\"example.com/s\"",
            ["stubPKCS10Request"] = $"\"{Convert.ToBase64String(_request)}\"",
        };
        foreach (var what in new[] { "pod", "serviceAccount", "node" })
        {
            (members[what + "Name"], members[what + "UID"]) = ("\"n\"", "\"u\"");
        }

        foreach (var (name, json) in others)
        {
            members[name] = json;
        }

        return $"\"spec\":{{{string.Join(',', members.Select(m => $"\"{m.Key}\":{m.Value}"))}}}";
    }

    private static string Certificate(ECDsa key, bool isAuthority, TimeSpan life)
    {
        var request = new CertificateRequest("CN=c", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        using var made = request.CreateSelfSigned(_now, _now + life);
        return made.ExportCertificatePem() + "\n";
    }
}
