using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Conformance;

/// <summary>The embedded server as a process: it keeps its data, ends when told to, and minds only its own ports and folder.</summary>
public sealed class ProcessTests(PostgresServer postgres)
{
    private const string Objects = "/api/v1/namespaces/default/configmaps";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill9_ThenStart_FindsDataAndGrowsRevisions()
    {
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions(), Cancellation);
        var before = await CreateAsync(server, "a");
        await server.KillAsync(Cancellation);

        await server.StartAsync(Cancellation);

        var found = (await server.Client.GetAsync($"{Objects}/a", Cancellation)).MustBe(200);
        Assert.Equal(before.Revision, found.Revision);
        Assert.Equal(before.Json["metadata"]!["uid"]!.GetValue<string>(), found.Json["metadata"]!["uid"]!.GetValue<string>());
        Assert.True((await CreateAsync(server, "b")).Revision > before.Revision);
    }

    [Fact]
    public async Task Kill9_WatchFromBefore_ResumesOrExpires()
    {
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions(), Cancellation);
        var before = await CreateAsync(server, "a");
        await CreateAsync(server, "b");
        await server.KillAsync(Cancellation);
        await server.StartAsync(Cancellation);

        using var watch = await server.Client.WatchAsync($"{Objects}?watch=1&resourceVersion={before.Revision}", Cancellation);
        var first = Assert.Single(await watch.ReadAsync(1, Cancellation));

        Assert.Equal("ADDED b", $"{first.Type} {first.Name}");
    }

    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    public async Task Signal_EndsCleanlyAndKeepsData(int signal)
    {
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions(), Cancellation);
        await CreateAsync(server, "a");
        using var watch = await server.Client.WatchAsync($"{Objects}?watch=1&resourceVersion=0", Cancellation);
        await watch.ReadAsync(1, Cancellation);

        Assert.Equal(0, await server.StopAsync(signal, Cancellation));

        await server.StartAsync(Cancellation);
        (await server.Client.GetAsync($"{Objects}/a", Cancellation)).MustBe(200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Signal_WhileItStarts_EndsCleanly(bool onPostgres)
    {
        var store = onPostgres ? await postgres.CreateDatabaseAsync() : null;
        await using var server = new KubeServer(new KubeServerOptions { Store = store });
        server.Launch();
        await Eventually.HoldsAsync(
            "the store is open", TimeSpan.FromSeconds(60), _ => Task.FromResult(server.Log.Contains("Applied migration")), Cancellation);

        Assert.Equal(0, await server.StopAsync(Signals.Terminate, Cancellation));

        Assert.DoesNotContain("error: ", server.Log.Tail(), StringComparison.Ordinal);
        await server.StartAsync(Cancellation);
        await CreateAsync(server, "a");
    }

    [Fact]
    public async Task TwoServers_SideBySide_KnowNothingOfEachOther()
    {
        await using var one = await KubeServer.StartNewAsync(new KubeServerOptions(), Cancellation);
        await using var two = await KubeServer.StartNewAsync(new KubeServerOptions(), Cancellation);
        await CreateAsync(one, "a");

        (await two.Client.GetAsync($"{Objects}/a", Cancellation)).MustBe(404);
        await CreateAsync(two, "a");
    }

    [Fact]
    public async Task UnknownOption_EndsWith2()
    {
        var (code, output) = await ServerBinary.RunAsync(["serve", "--no-such-option"], Cancellation);

        Assert.Equal(2, code);
        Assert.Contains("--no-such-option", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_Twice_EndsWith0AndServes()
    {
        var store = await postgres.CreateDatabaseAsync();
        for (var round = 0; round < 2; round++)
        {
            var (code, output) = await ServerBinary.RunAsync(["migrate", "--store", store], Cancellation);
            Assert.True(code == 0, output);
        }

        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions { Store = store }, Cancellation);
        await CreateAsync(server, "a");
    }

    [Fact]
    public async Task Help_EndsWith0AndNamesTheOptions()
    {
        var (code, output) = await ServerBinary.RunAsync(["serve", "--help"], Cancellation);

        Assert.Equal(0, code);
        Assert.Contains("--data-dir", output, StringComparison.Ordinal);
        Assert.Contains("--secure-port", output, StringComparison.Ordinal);
    }

    private static async Task<KubeResponse> CreateAsync(KubeServer server, string name)
    {
        var body = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"}}""";
        return (await server.Client.PostAsync(Objects, body, Cancellation)).MustBe(201);
    }
}
