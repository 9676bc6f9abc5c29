using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Services;

/// <summary>Addresses and node ports are unique over silos and come back.</summary>
public sealed class AllocationTests
{
    private const string Addresses = "/apis/networking.k8s.io/v1/ipaddresses";
    private const int Each = 40;

    [Fact]
    public async Task CreateServices_OnTwoSilosAtOnce_NeverShareAndGiveBackAll()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = new PostgresServer();
        await using var cluster = await KubeCluster.StartAsync(await postgres.CreateDatabaseAsync(), 2, cancellation);
        await NewNamespaceAsync(cluster.Silos[0].Client, "one", cancellation);
        await NewNamespaceAsync(cluster.Silos[0].Client, "two", cancellation);

        var made = await Task.WhenAll(Enumerable.Range(0, 2 * Each).Select(async i =>
            (await cluster.Silos[i % 2].Client.PostAsync(Path(i), Body($"s{i}", ""), cancellation)).MustBe(201).Json["spec"]!));
        var fixedOne = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            cluster.Silos[i % 2].Client.PostAsync(Path(0), Body($"f{i}", "10.0.0.5"), cancellation)));

        Assert.Equal(2 * Each, made.Select(s => s["clusterIP"]!.GetValue<string>()).Distinct().Count());
        Assert.Equal(2 * Each, made.Select(s => s["ports"]![0]!["nodePort"]!.GetValue<int>()).Distinct().Count());
        Assert.Equal(7,
            fixedOne.Count(r => r.Code == 422 && r.Message.Contains("provided IP is already allocated", StringComparison.Ordinal)));
        Assert.Single(fixedOne, r => r.Code == 201);
        Assert.Equal(2 * Each + 2, (await cluster.Silos[1].Client.GetAsync(Addresses, cancellation)).Items.Count);

        // One namespace object by object from the other silo, one as a whole.
        foreach (var name in (await cluster.Silos[1].Client.GetAsync("/api/v1/namespaces/one/services", cancellation)).Names)
        {
            (await cluster.Silos[1].Client.DeleteAsync($"/api/v1/namespaces/one/services/{name}", cancellation)).MustBe(200);
        }

        await cluster.Silos[0].Client.DeleteAsync("/api/v1/namespaces/two", cancellation);
        await Eventually.HoldsAsync("all addresses but the server's own are free", TimeSpan.FromSeconds(60),
            async limit => (await cluster.Silos[0].Client.GetAsync(Addresses, limit)).Names is ["10.0.0.1"], cancellation);
        var again = await cluster.Silos[0].Client.PostAsync(
            "/api/v1/namespaces/one/services", Body("again", "", made[0]["ports"]![0]!["nodePort"]!.GetValue<int>()), cancellation);
        Assert.Equal(201, again.Code);
    }

    private static string Path(int i) => $"/api/v1/namespaces/{(i % 4 < 2 ? "one" : "two")}/services";

    private static string Body(string name, string address, int port = 0)
    {
        var spec = new JsonObject
        {
            ["type"] = "NodePort",
            ["ports"] = new JsonArray(new JsonObject { ["port"] = 80, ["nodePort"] = port }),
        };
        if (address.Length > 0)
        {
            spec["clusterIP"] = address;
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Service", ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = spec,
        }.ToJsonString();
    }

    private static async Task NewNamespaceAsync(KubeHttp client, string name, CancellationToken cancellation)
    {
        var body = $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""";
        (await client.PostAsync("/api/v1/namespaces", body, cancellation)).MustBe(201);
    }
}
