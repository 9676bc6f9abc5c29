using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Admission;

public sealed class BuiltInAdmissionTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    private const string Namespaces = "/api/v1/namespaces";

    [Fact]
    public async Task CreateNamespaceAndPodAtOnce_PodIsAdmittedAndTheNamespaceHasItsDefaults()
    {
        var name = $"{Namespace}-new";
        (await Client.PostAsync(Namespaces, $$$"""{"metadata":{"name":"{{{name}}}"}}""", Cancellation)).MustBe(201);

        var pods = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Client.PostAsync($"{Namespaces}/{name}/pods", Pod($"p{i}"), Cancellation)));

        Assert.All(pods, p => p.MustBe(201));
        (await Client.GetAsync($"{Namespaces}/{name}/serviceaccounts/default", Cancellation)).MustBe(200);
        var root = (await Client.GetAsync($"{Namespaces}/{name}/configmaps/kube-root-ca.crt", Cancellation)).MustBe(200);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", root.Json["data"]!["ca.crt"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateToken_OfTheDefaultAccountThatNobodyMade_IsIssued()
    {
        var name = $"{Namespace}-token";
        (await Client.PostAsync(Namespaces, $$$"""{"metadata":{"name":"{{{name}}}"}}""", Cancellation)).MustBe(201);

        var token = await Client.PostAsync($"{Namespaces}/{name}/serviceaccounts/default/token", """{"spec":{}}""", Cancellation);

        token.MustBe(201);
    }

    [Fact]
    public async Task CreatePod_NamespaceEnforcesRestricted_IsRefusedAndTheLabelIsInForceAtOnce()
    {
        (await Client.PatchAsync($"{Namespaces}/{Namespace}",
            """{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"restricted"}}}""",
            KubeHttp.MergePatch, Cancellation)).MustBe(200);

        var refused = await Client.PostAsync($"{Namespaces}/{Namespace}/pods", Pod("p"), Cancellation);
        var warned = await Client.PostAsync($"/apis/batch/v1/namespaces/{Namespace}/jobs",
            """{"metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""",
            Cancellation);

        refused.MustBe(403);
        Assert.StartsWith("pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false",
            refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            "would violate PodSecurity", Assert.Single(warned.MustBe(201).Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S19_EphemeralContainerOnSafePod_IsCheckedLikeTheOthers()
    {
        const string safe =
            """{"allowPrivilegeEscalation":false,"runAsNonRoot":true,"capabilities":{"drop":["ALL"]},"seccompProfile":{"type":"RuntimeDefault"}}""";
        var pods = $"{Namespaces}/{Namespace}/pods";
        (await Client.PatchAsync($"{Namespaces}/{Namespace}",
            """{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"restricted"}}}""",
            KubeHttp.MergePatch, Cancellation)).MustBe(200);
        (await Client.PostAsync(pods,
            $$$"""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","securityContext":{{{safe}}}}]}}""",
            Cancellation)).MustBe(201);

        var refused = await Client.PatchAsync($"{pods}/p/ephemeralcontainers",
            """{"spec":{"ephemeralContainers":[{"name":"e","image":"i","securityContext":{"privileged":true}}]}}""",
            KubeHttp.StrategicPatch, Cancellation);

        refused.MustBe(403);
        Assert.Contains("container \"e\" must not set securityContext.privileged=true", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S33_SigningRequestForSystemMasters_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new CertificateRequest("CN=eve, O=system:masters", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var body = $$$"""
            {"metadata":{"name":"{{{Namespace}}}"},"spec":{"signerName":"kubernetes.io/kube-apiserver-client","usages":["client auth"],
            "request":"{{{Convert.ToBase64String(Encoding.ASCII.GetBytes(pem))}}}"}}
            """;

        var refused = await Client.PostAsync("/apis/certificates.k8s.io/v1/certificatesigningrequests", body, Cancellation);

        refused.MustBe(403);
        Assert.Contains("use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed", refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreatePriorityClass_SecondDefault_IsRefused()
    {
        const string classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
        string Class(string name) => $$$"""{"metadata":{"name":"{{{Namespace}}}-{{{name}}}"},"value":1,"globalDefault":true}""";
        (await Client.PostAsync(classes, Class("a"), Cancellation)).MustBe(201);
        try
        {
            var second = await Client.PostAsync(classes, Class("b"), Cancellation);

            second.MustBe(403);
            Assert.Contains("is already marked as default", second.Message, StringComparison.Ordinal);
        }
        finally
        {
            (await Client.DeleteAsync($"{classes}/{Namespace}-a", CancellationToken.None)).MustBe(200);
        }
    }

    private static string Pod(string name) =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"containers":[{"name":"c","image":"i"}]}}""";
}
