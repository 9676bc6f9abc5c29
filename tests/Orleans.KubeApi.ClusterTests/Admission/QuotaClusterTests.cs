using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Admission;

public sealed class QuotaClusterTests
{
    private const string Secrets = "/api/v1/namespaces/limited/secrets";
    private const string Quota = "/api/v1/namespaces/limited/resourcequotas";

    [Fact]
    public async Task S43_ThreeSilosAndOneIsKilled_NeverMoreThanTheQuota()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = new PostgresServer();
        await using var cluster = await KubeCluster.StartAsync(await postgres.CreateDatabaseAsync(), 3, cancellation);
        var silos = cluster.Silos;
        (await silos[0].Client.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"limited"}}""", cancellation)).MustBe(201);
        (await silos[0].Client.PostAsync(
            Quota, """{"metadata":{"name":"q"},"spec":{"hard":{"secrets":"10"}}}""", cancellation)).MustBe(201);
        await Task.WhenAll(silos.Select(s => Eventually.HoldsAsync("every silo knows the quota", TimeSpan.FromSeconds(10),
            async stop => (await s.Client.GetAsync($"{Quota}/q", stop)).Code == 200, cancellation)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => CreateAsync(silos[i % 3], $"s{i}", cancellation)));

        Assert.Equal(10, answers.Count(a => a == 201));
        Assert.Equal(10, (await silos[1].Client.GetAsync(Secrets, cancellation)).Items.Count);

        // Room for five more, and the silo that may hold the count dies while they are fought for.
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async i =>
        {
            var name = (await silos[0].Client.GetAsync(Secrets, cancellation)).Names[i];
            (await silos[0].Client.DeleteAsync($"{Secrets}/{name}", cancellation)).MustBe(200);
        }));
        var fight = Enumerable.Range(0, 60).Select(i => CreateAsync(silos[i % 2], $"t{i}", cancellation)).ToList();
        await silos[2].KillAsync(cancellation);
        await Task.WhenAll(fight);
        await Eventually.HoldsAsync("the rest of the room is given out, and no more", TimeSpan.FromSeconds(60),
            async stop =>
            {
                await CreateAsync(silos[0], $"u{Guid.NewGuid():N}", stop);
                var count = (await silos[1].Client.GetAsync(Secrets, stop)).Items.Count;
                Assert.True(count <= 10, $"{count} secrets at a limit of 10");
                return count == 10;
            },
            cancellation);
    }

    private static async Task<int> CreateAsync(KubeServer silo, string name, CancellationToken cancellation)
    {
        try
        {
            return (await silo.Client.PostAsync(Secrets, $$$"""{"metadata":{"name":"{{{name}}}"}}""", cancellation)).Code;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }
}
