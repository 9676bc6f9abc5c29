using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Storage;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Http;

/// <summary>What clients are told about revisions that were compacted away.</summary>
public sealed class ExpiryTests
{
    private const string Objects = "/api/v1/namespaces/default/configmaps";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CompactedRevision_IsExpiredForWatchListAndContinue()
    {
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions(), Cancellation);
        var old = (await CreateAsync(server, "a")).Revision;
        await CreateAsync(server, "b");
        await CreateAsync(server, "c");
        var token = (await server.Client.GetAsync($"{Objects}?limit=1", Cancellation)).MustBe(200).Continue!;
        await CreateAsync(server, "d");
        await CompactAsync(server);

        await AssertWatchExpiresAsync(server, old);
        var exact = await server.Client.GetAsync($"{Objects}?resourceVersion={old}&resourceVersionMatch=Exact", Cancellation);
        Assert.Equal("Expired", exact.MustBe(410).Reason);
        await AssertContinueExpiresButGoesOnAsync(server, token);
        await AssertLatestStillWatchableAsync(server);
    }

    private static async Task AssertWatchExpiresAsync(KubeServer server, long revision)
    {
        using var watch = await server.Client.WatchAsync($"{Objects}?watch=true&resourceVersion={revision}", Cancellation);
        var error = Assert.Single(await watch.ReadToEndAsync(Cancellation));
        Assert.Equal("ERROR", error.Type);
        Assert.Equal(410, error.Object["code"]!.GetValue<int>());
        Assert.Equal("Expired", error.Object["reason"]!.GetValue<string>());
        Assert.Contains("too old resource version", error.Object["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static async Task AssertContinueExpiresButGoesOnAsync(KubeServer server, string token)
    {
        var expired = await server.Client.GetAsync($"{Objects}?limit=10&continue={Uri.EscapeDataString(token)}", Cancellation);
        Assert.Equal("Expired", expired.MustBe(410).Reason);
        var rest = await server.Client.GetAsync($"{Objects}?limit=10&continue={Uri.EscapeDataString(expired.Continue!)}", Cancellation);

        // The rest is of now and not of the first page's snapshot: "d" is in it.
        Assert.Equal(["b", "c", "d"], rest.MustBe(200).Names.Where(name => name.Length == 1));
    }

    private static async Task AssertLatestStillWatchableAsync(KubeServer server)
    {
        var latest = (await server.Client.GetAsync(Objects, Cancellation)).MustBe(200).Revision;
        using var watch = await server.Client.WatchAsync($"{Objects}?watch=true&resourceVersion={latest}", Cancellation);
        await CreateAsync(server, "e");
        Assert.Equal("e", Assert.Single(await watch.ReadAsync(1, Cancellation)).Name);
    }

    /// <summary>
    /// Does at once what the server's housekeeping does after minutes, while the server is down: its caches forget as well.
    /// </summary>
    internal static async Task CompactAsync(KubeServer server)
    {
        await server.StopAsync(Signals.Terminate, Cancellation);
        await using (var store =
            SqliteRevisionStore.Open(Path.Combine(server.DataFolder, "store"), TimeProvider.System, NullLogger.Instance))
        {
            var configMaps = new CollectionId("root", "", "configmaps");
            var head = (await store.ListCollectionsAsync(Cancellation)).Single(collection => collection.Id == configMaps).Head;
            Assert.Equal(head, await store.CompactAsync(configMaps, head, Cancellation));
        }

        await server.StartAsync(Cancellation);
    }

    private static async Task<KubeResponse> CreateAsync(KubeServer server, string name)
    {
        var body = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"}}""";
        return (await server.Client.PostAsync(Objects, body, Cancellation)).MustBe(201);
    }
}
