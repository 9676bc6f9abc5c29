using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Access;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Access;

public sealed class SigningRequestRulesTests
{
    private const string Resource = "certificatesigningrequests";
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly CertificateRequest Request = new("CN=zoe", Key, HashAlgorithmName.SHA256);

    [Fact]
    public void Create_SetsWhoAsks()
    {
        var spec = Made().Object("spec")!;
        Assert.Equal(
            ("zoe", "uid-zoe", """["dev","system:authenticated"]""", """{"example.com/team":["a","b"]}"""),
            (spec.Text("username"), spec.Text("uid"), spec["groups"]!.ToString(), spec["extra"]!.ToString()));
    }

    [Theory]
    [InlineData("any", "example.com/s", 600, "")]
    [InlineData("any", "", 600, "spec.signerName: Required value")]
    [InlineData("any", "kubernetes.io/legacy-unknown", 600,
        "spec.signerName: Invalid value: \"kubernetes.io/legacy-unknown\": the legacy signerName is not allowed via this API version")]
    [InlineData("any", "example.com", 600,
        "spec.signerName: Invalid value: \"example.com\": must be a fully qualified domain and path of the form 'example.com/signer-name'")]
    [InlineData("any", "example/s", 600,
        "spec.signerName: Invalid value: \"example\": should be a domain with at least two segments separated by dots")]
    [InlineData("any", "example.com/s", 599,
        "spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)")]
    [InlineData("any\",\"any", "example.com/s", 600, "spec.usages[1]: Duplicate value: \"any\"")]
    public void Create_Spec_NamesTheCause(string usages, string signer, int seconds, string cause) =>
        Assert.Equal(cause, AccessCase.Causes(AccessCase.Create(AccessCase.Certificates, Resource, Spec(Pem(), usages, signer, seconds))));

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void Create_NoRequest_IsRefused(string text)
    {
        var causes =
            AccessCase.Causes(AccessCase.Create(AccessCase.Certificates, Resource, Spec(Base64(text), "any", "example.com/s", 600)));
        Assert.StartsWith("spec.request: Invalid value: ", causes, StringComparison.Ordinal);
        Assert.EndsWith(": PEM block type must be CERTIFICATE REQUEST", causes, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_RequestWithPemHeadersAfterOtherText_IsTaken()
    {
        var pem = PemEncoding.WriteString("CERTIFICATE REQUEST", Request.CreateSigningRequest());
        var text = Base64("mine:\n" + pem.Replace("REQUEST-----\nM", "REQUEST-----\nA: b\nC: d\n\nM", StringComparison.Ordinal));
        Assert.Equal("", AccessCase.Causes(
            AccessCase.Create(AccessCase.Certificates, Resource, Spec(text, "any", "example.com/s", 600))));
    }

    [Theory]
    [InlineData("-----BEGIN A-----\nA: b\n\nAAEC\n-----END A-----\n", "A True 3")]
    [InlineData("-----BEGIN A-----\nAAEC\n-----END B-----\n-----BEGIN C-----\nAA==\n-----END C----- \n", "C False 1")]
    [InlineData("x-----BEGIN A-----\nAAEC\n-----END A-----", "")]
    [InlineData("-----BEGIN A-----\n!\n-----END A-----\n-----BEGIN A-----\n-----END A-----\n", "A False 0")]
    [InlineData("-----BEGIN A-----\n-----BEGIN B-----\r\nAA\t==\r\n-----END B-----\r\nrest", "B False 1")]
    public void Pem_IsReadAsInGo(string text, string blocks) => Assert.Equal(
        blocks, string.Join(';', PemReader.Read(text).Select(b => $"{b.Label} {b.HasHeaders} {b.Der.Length}")));

    [Fact]
    public void Create_SpoiledSignature_IsRefused()
    {
        var der = Request.CreateSigningRequest();
        der[^1] ^= 1;
        var pem = Base64(PemEncoding.WriteString("CERTIFICATE REQUEST", der));
        Assert.StartsWith("spec.request:", AccessCase.Causes(
            AccessCase.Create(AccessCase.Certificates, Resource, Spec(pem, "any", "example.com/s", 600))), StringComparison.Ordinal);
    }

    [Fact]
    public void Update_SpecAndStatus_StayAsTheyAre()
    {
        var changed = Change(Made(), "", t =>
        {
            t.Child("spec").Set("signerName", "other.com/x");
            t.Child("status").Set("certificate", "eA==");
        });
        Assert.Null(changed.Error);
        Assert.Equal("example.com/s", (changed.Tree ?? Made()).Object("spec")!.Text("signerName"));
    }

    [Fact]
    public void Approval_SetsTimesAndNeverGoesBack()
    {
        var approved = Change(Made(), "approval", t => SetConditions(t, ("Approved", "True")));
        var condition = (ObjectNode)approved.Tree!.Object("status")!.Array("conditions")!.Items[0];
        Assert.Equal(("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
            (condition.Text("lastUpdateTime"), condition.Text("lastTransitionTime")));
        Assert.Equal("status.conditions: Forbidden: updates may not remove a condition of type \"Approved\"",
            AccessCase.Causes(Change(approved.Tree, "approval", t => SetConditions(t, ("Denied", "True")))));
        Assert.Equal("status.conditions[1].type: Invalid value: \"Denied\": Approved and Denied conditions are mutually exclusive",
            AccessCase.Causes(Change(approved.Tree, "approval", t => SetConditions(t, ("Approved", "True"), ("Denied", "True")))));
    }

    [Fact]
    public void Status_SetsACertificateOnceButNoApproval()
    {
        var made = Made();
        Assert.Equal("status.conditions: Forbidden: updates may not add a condition of type \"Approved\"",
            AccessCase.Causes(Change(made, "status", t => SetConditions(t, ("Approved", "True")))));
        Assert.Equal("status.conditions[0].status: Unsupported value: \"False\": supported values: \"True\"",
            AccessCase.Causes(Change(made, "status", t => SetConditions(t, ("Failed", "False")))));
        Assert.Equal("status.certificate: Invalid value: \"<certificate data>\": must contain at least one CERTIFICATE PEM block",
            AccessCase.Causes(Change(made, "status", t => t.Child("status").Set("certificate", Base64("x")))));
        using var certificate = Request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var issued = Change(made, "status", t => t.Child("status").Set("certificate", Base64(certificate.ExportCertificatePem())));
        Assert.Null(issued.Error);
        Assert.Equal("status.certificate: Forbidden: updates may not modify existing certificate content",
            AccessCase.Causes(Change(issued.Tree!, "status", t => t.Child("status").Remove("certificate"))));
    }

    [Fact]
    public void Status_ChangesTheDecision_ChangeIsUndone()
    {
        var approved = Change(Made(), "approval", t => SetConditions(t, ("Approved", "True"))).Tree!;
        var changed = Change(approved, "status", t =>
        {
            SetConditions(t, ("Failed", "True"), ("Approved", "True"));
            ((ObjectNode)t.Object("status")!.Array("conditions")!.Items[1]).Set("reason", "Other");
        });
        Assert.Null(changed.Error);
        var conditions = changed.Tree!.Object("status")!.Array("conditions")!.Items;
        Assert.Equal(approved.Object("status")!.Array("conditions")!.Items[0].ToString(), conditions[1].ToString());
        Assert.Equal("Failed", ((ObjectNode)conditions[0]).Text("type"));
    }

    private static string Pem() => Base64(Request.CreateSigningRequestPem());

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Spec(string pem, string usages, string signer, int seconds) =>
        $$""" "spec":{"request":"{{pem}}","usages":["{{usages}}"],"signerName":"{{signer}}","expirationSeconds":{{seconds}},""" +
        """ "username":"eve"} """;

    private static ObjectNode Made() => AccessCase.Made(AccessCase.Certificates, Resource, Spec(Pem(), "any", "example.com/s", 600));

    private static Orleans.KubeApi.Resources.OperationOutcome Change(ObjectNode old, string subresource, Action<ObjectNode> change) =>
        AccessCase.Change(AccessCase.Certificates, Resource, old, subresource, change);

    private static void SetConditions(ObjectNode tree, params (string Type, string Status)[] conditions) =>
        tree.Child("status").Set("conditions", new ArrayNode(conditions.Select(c =>
            (Node)new ObjectNode { { "type", c.Type }, { "status", c.Status }, { "reason", "R" } })));
}
