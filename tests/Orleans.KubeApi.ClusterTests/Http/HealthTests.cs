using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Http;

/// <summary>A real server's health pages: the checks that the original has, in its order, each by itself, each excludable.</summary>
public sealed class HealthTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    // As a kube-apiserver 1.36 shows them, but for its loopback certificate, which there is none of here.
    private const string Start =
        "poststarthook/start-apiserver-admission-initializer poststarthook/generic-apiserver-start-informers "
        + "poststarthook/priority-and-fairness-config-consumer poststarthook/priority-and-fairness-filter "
        + "poststarthook/storage-object-count-tracker-hook poststarthook/start-apiextensions-informers "
        + "poststarthook/start-apiextensions-controllers poststarthook/crd-informer-synced "
        + "poststarthook/start-system-namespaces-controller poststarthook/peer-endpoint-reconciler-controller "
        + "poststarthook/start-cluster-authentication-info-controller poststarthook/start-kube-apiserver-identity-lease-controller "
        + "poststarthook/start-kube-apiserver-identity-lease-garbage-collector poststarthook/storage-readiness "
        + "poststarthook/start-legacy-token-tracking-controller poststarthook/start-service-ip-repair-controllers "
        + "poststarthook/rbac/bootstrap-roles poststarthook/scheduling/bootstrap-system-priority-classes "
        + "poststarthook/priority-and-fairness-config-producer poststarthook/bootstrap-controller "
        + "poststarthook/start-kubernetes-service-cidr-controller poststarthook/start-kube-aggregator-informers "
        + "poststarthook/apiservice-status-local-available-controller poststarthook/apiservice-status-remote-available-controller "
        + "poststarthook/apiservice-registration-controller poststarthook/apiservice-discovery-controller "
        + "poststarthook/kube-apiserver-autoregistration autoregister-completion poststarthook/apiservice-openapi-controller "
        + "poststarthook/apiservice-openapiv3-controller";

    [Theory]
    [InlineData("healthz", "ping log etcd " + Start)]
    [InlineData("livez", "ping log etcd " + Start)]
    [InlineData("readyz", "ping log etcd etcd-readiness informer-sync " + Start + " shutdown")]
    public async Task Page_Verbose_HasTheOriginalsChecks(string page, string names)
    {
        var checks = names.Split(' ');
        var text = (await Client.GetAsync($"/{page}?verbose", Cancellation)).MustBe(200).Text;
        Assert.Equal(string.Concat(checks.Select(c => $"[+]{c} ok\n")) + $"{page} check passed\n", text);

        var index = (await Client.GetAsync("/", Cancellation)).MustBe(200).Json["paths"]!.AsArray().Select(p => p!.GetValue<string>());
        Assert.Equal(
            checks.Select(c => $"/{page}/{c}").Order(StringComparer.Ordinal),
            index.Where(p => p.StartsWith($"/{page}/", StringComparison.Ordinal)));
        foreach (var check in checks)
        {
            Assert.Equal("ok", (await Client.GetAsync($"/{page}/{check}", Cancellation)).MustBe(200).Text);
            Assert.Contains(
                $"[+]{check} excluded: ok\n", (await Client.GetAsync($"/{page}?verbose&exclude={check}", Cancellation)).MustBe(200).Text);
        }
    }

    [Fact]
    public async Task Flagz_OfARunningServer_TellsItsOptions()
    {
        var text = (await Client.GetAsync("/flagz", Cancellation, "text/plain")).MustBe(200).Text;

        Assert.Contains($"\nsecure-port={Embedded.Server.Port}\n", text, StringComparison.Ordinal);
        Assert.Contains("\nmax-requests-inflight=400\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "/statusz", (await Client.GetAsync("/statusz", Cancellation, "text/plain")).MustBe(200).Text, StringComparison.Ordinal);
    }
}
