using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Admission;

public sealed class QuotaTests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    private string Quotas => $"/api/v1/namespaces/{Namespace}/resourcequotas";

    private string Secrets => $"/api/v1/namespaces/{Namespace}/secrets";

    [Fact]
    public async Task S43_HundredCreatesAtOnceAtALimitOfTen_GiveTen()
    {
        await LimitAsync("\"secrets\":\"10\"");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Client.PostAsync(Secrets, Named($"s{i}"), Cancellation)));

        Assert.Equal(10, answers.Count(a => a.Code == 201));
        Assert.All(answers.Where(a => a.Code != 201), a => Assert.Equal(
            (403, "exceeded quota: q, requested: secrets=1, used: secrets=10, limited: secrets=10"),
            (a.Code, a.Message[(a.Message.IndexOf("forbidden: ", StringComparison.Ordinal) + 11)..])));
        Assert.Equal(10, (await Client.GetAsync(Secrets, Cancellation)).Items.Count);
        Assert.Equal("10", await UsedAsync("secrets"));
    }

    [Fact]
    public async Task Create_WithinQuota_ShowsInStatusAtOnceAndAfterDeletion()
    {
        await LimitAsync("\"secrets\":\"2\",\"count/configmaps\":\"5\"");
        (await Client.PostAsync(Secrets, Named("a"), Cancellation)).MustBe(201);
        Assert.Equal("1", await UsedAsync("secrets"));
        (await Client.PostAsync(Secrets, Named("a"), Cancellation)).MustBe(409);
        (await Client.PostAsync($"{Secrets}?dryRun=All", Named("dry"), Cancellation)).MustBe(201);
        (await Client.PostAsync(Secrets, Named("b"), Cancellation)).MustBe(201);
        (await Client.PostAsync(Secrets, Named("c"), Cancellation)).MustBe(403);

        (await Client.DeleteAsync($"{Secrets}/a", Cancellation)).MustBe(200);

        (await Client.PostAsync(Secrets, Named("c"), Cancellation)).MustBe(201);
        (await Client.DeleteAsync($"{Secrets}/b", Cancellation)).MustBe(200);
        await Eventually.HoldsAsync("the deletion shows in the quota's status", TimeSpan.FromSeconds(30),
            async _ => await UsedAsync("secrets") == "1", Cancellation);
    }

    [Fact]
    public async Task Patch_QuotaRaisedAndLowered_IsInForceAndShown()
    {
        await LimitAsync("\"secrets\":\"1\"");
        (await Client.PostAsync(Secrets, Named("a"), Cancellation)).MustBe(201);
        (await Client.PostAsync(Secrets, Named("b"), Cancellation)).MustBe(403);
        (await Client.PatchAsync($"{Quotas}/q", """{"spec":{"hard":{"secrets":"2"}}}""", KubeHttp.MergePatch, Cancellation)).MustBe(200);
        await Eventually.HoldsAsync("the raised quota is in force", TimeSpan.FromSeconds(10),
            async stop => (await Client.PostAsync(Secrets, Named("b"), stop)).Code is 201 or 409, Cancellation);
        Assert.Equal("2", (await Client.GetAsync($"{Quotas}/q", Cancellation)).Json["status"]!["hard"]!["secrets"]!.GetValue<string>());
    }

    [Fact]
    public async Task Create_PodWithoutRequests_IsRefusedWhereCpuIsLimited()
    {
        await LimitAsync("\"requests.cpu\":\"1\",\"pods\":\"5\"");
        var pods = $"/api/v1/namespaces/{Namespace}/pods";

        var silent = await Client.PostAsync(pods, Pod("silent", "{}"), Cancellation);
        var first = await Client.PostAsync(pods, Pod("first", """{"requests":{"cpu":"600m"}}"""), Cancellation);
        var second = await Client.PostAsync(pods, Pod("second", """{"requests":{"cpu":"500m"}}"""), Cancellation);

        Assert.Equal(
            (403, "pods \"silent\" is forbidden: failed quota: q: must specify requests.cpu for: c"), (silent.Code, silent.Message));
        first.MustBe(201);
        Assert.Equal(
            (403, "pods \"second\" is forbidden: exceeded quota: q, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1"),
            (second.Code, second.Message));
    }

    [Fact]
    public async Task Housekeeping_QuotaThatNobodyUses_GetsItsStatus()
    {
        await LimitAsync("\"pods\":\"3\"");

        await Eventually.HoldsAsync("the status is filled", TimeSpan.FromSeconds(40),
            async _ => await UsedAsync("pods") == "0", Cancellation);
    }

    private static string Named(string name) => $$$"""{"metadata":{"name":"{{{name}}}"}}""";

    private static string Pod(string name, string resources) =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"containers":[{"name":"c","image":"i","resources":{{{resources}}}}]}}""";

    private async Task LimitAsync(string hard) =>
        (await Client.PostAsync(Quotas, """{"metadata":{"name":"q"},"spec":{"hard":{""" + hard + "}}}", Cancellation)).MustBe(201);

    private async Task<string?> UsedAsync(string name) =>
        (await Client.GetAsync($"{Quotas}/q", Cancellation)).MustBe(200).Json["status"]?["used"]?[name]?.GetValue<string>();
}
