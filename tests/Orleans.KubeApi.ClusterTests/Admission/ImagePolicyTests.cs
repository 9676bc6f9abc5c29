using Orleans.KubeApi.ClusterTests.Security;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Admission;

/// <summary>ImagePolicyWebhook on servers of the tests' own, with a real HTTPS service behind it.</summary>
public sealed class ImagePolicyTests : IAsyncLifetime
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private readonly TemporaryFolder _folder = new();
    private AccessService _service = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = await AccessService.StartAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Pod_ServiceDecides_AndIsAskedOnceForTheSameImages()
    {
        await using var server = await StartAsync("defaultAllow: false", "denyTTL: -1");
        _service.Answer = """{"allowed":true,"auditAnnotations":{"a":"b"}}""";

        (await server.Client.PostAsync(Pods, Pod("a", "i:1"), Cancellation)).MustBe(201);
        (await server.Client.PostAsync(Pods, Pod("b", "i:1"), Cancellation)).MustBe(201);
        Assert.Equal(1, _service.Questions);
        Assert.Equal(
            """{"containers":[{"image":"i:1"},{"image":"first:1"}],"annotations":{"me.image-policy.k8s.io/x":"y"},"namespace":"default"}""",
            _service.Last!["spec"]!.ToJsonString());
        Assert.Equal(("ImageReview", "imagepolicy.k8s.io/v1alpha1"),
            (_service.Last["kind"]!.GetValue<string>(), _service.Last["apiVersion"]!.GetValue<string>()));

        _service.Answer = """{"allowed":false,"reason":"too old"}""";
        var refused = (await server.Client.PostAsync(Pods, Pod("c", "i:2"), Cancellation)).MustBe(403);
        Assert.Equal("pods \"c\" is forbidden: image policy webhook backend denied one or more images: too old", refused.Message);
        _service.Answer = """{"allowed":false}""";
        refused = (await server.Client.PostAsync(Pods, Pod("c", "i:2"), Cancellation)).MustBe(403); // no refusal is remembered here
        Assert.Equal("pods \"c\" is forbidden: one or more images rejected by webhook backend", refused.Message);

        var asked = _service.Questions;
        const string maps = "/api/v1/namespaces/default/configmaps";
        (await server.Client.PostAsync(maps, """{"metadata":{"name":"m"}}""", Cancellation)).MustBe(201);
        const string status = """{"status":{"message":"m"}}""";
        (await server.Client.PatchAsync($"{Pods}/a/status", status, KubeHttp.MergePatch, Cancellation)).MustBe(200);
        Assert.Equal(asked, _service.Questions);
        (await server.Client.PatchAsync($"{Pods}/a", """{"metadata":{"annotations":{"u.image-policy.k8s.io/x":"z"}}}""",
            KubeHttp.MergePatch, Cancellation)).MustBe(403); // an update is asked for too
    }

    [Theory]
    [InlineData("false", 403)]
    [InlineData("true", 201)]
    public async Task Pod_NoAnswer_IsWhatTheFileSays(string defaultAllow, int code)
    {
        await using var server = await StartAsync($"defaultAllow: {defaultAllow}", "retryBackoff: 1");
        _service.Answer = "no json";
        (await server.Client.PostAsync(Pods, Pod("a", "i:1"), Cancellation)).MustBe(code);

        await _service.DisposeAsync();
        (await server.Client.PostAsync(Pods, Pod("b", "i:1"), Cancellation)).MustBe(code);
    }

    private async Task<KubeServer> StartAsync(params string[] settings)
    {
        _folder.Write("hook.yaml", _service.Kubeconfig);
        _folder.Write("policy.yaml", "imagePolicy:\n  kubeConfigFile: hook.yaml\n"
            + string.Concat(settings.Select(s => $"  {s}\n")));
        _folder.Write("admission.yaml", "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\n"
            + "plugins:\n- name: ImagePolicyWebhook\n  path: policy.yaml\n");
        return await KubeServer.StartNewAsync(
            new KubeServerOptions
            {
                MoreArguments =
                [
                    "--enable-admission-plugins", "ImagePolicyWebhook", "--admission-control-config-file", _folder.File("admission.yaml"),
                ],
            },
            Cancellation);
    }

    private static string Pod(string name, string image) => $$$"""
        {"metadata":{"name":"{{{name}}}","annotations":{"me.image-policy.k8s.io/x":"y","other":"z"}},
        "spec":{"initContainers":[{"name":"f","image":"first:1"}],"containers":[{"name":"c","image":"{{{image}}}"}]}}
        """;
}
