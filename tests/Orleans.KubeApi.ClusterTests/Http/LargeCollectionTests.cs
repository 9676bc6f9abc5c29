using System.Buffers.Binary;
using System.Text;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Http;

/// <summary>A collection of ten thousand objects: informers that begin with a watch, and pages under concurrent writes.</summary>
public sealed class LargeCollectionTests
{
    private const int Objects = 10_000;

    // What a watcher that isn't reading meanwhile may fall behind.
    private const int WritesEach = 180;
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string WatchList = Maps + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TenThousandObjects_WatchListsAndPages_AreComplete()
    {
        await using var server = await KubeServer.StartNewAsync(new KubeServerOptions(), Cancellation);
        await Parallel.ForEachAsync(Enumerable.Range(0, Objects), Limit(32), async (i, token) =>
            (await server.Client.PostAsync(Maps, Body($"m-{i:d5}", 0), token)).MustBe(201));

        using var json = await server.Client.WatchAsync(WatchList, Cancellation);
        var initial = await InitialAsync(json);
        Assert.Equal(Objects, initial.Keys.Count(n => n.StartsWith("m-", StringComparison.Ordinal)));
        Assert.Equal(initial.Count, await CountProtobufAsync(server));
        await PageUnderWritesAsync(server, json, initial);
    }

    private static async Task<Dictionary<string, long>> InitialAsync(WatchStream watch)
    {
        var state = new Dictionary<string, long>(StringComparer.Ordinal);
        while (true)
        {
            var item = (await watch.ReadAsync(Cancellation))!;
            if (item.Type == "BOOKMARK")
            {
                Assert.Equal("true", (string?)item.Object["metadata"]!["annotations"]!["k8s.io/initial-events-end"]);
                return state;
            }

            Assert.Equal("ADDED", item.Type);
            state.Add(item.Name, item.Revision);
        }
    }

    // Every frame until the bookmark; each is a WatchEvent around an enveloped object.
    private static async Task<int> CountProtobufAsync(KubeServer server)
    {
        using var response = await server.Client.OpenAsync(WatchList, $"{Protobuf};stream=watch,application/json", Cancellation);
        Assert.Equal($"{Protobuf};stream=watch", string.Concat(response.Content.Headers.ContentType!.ToString().Split(' ')));
        await using var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        var length = new byte[4];
        for (var count = 0; ; count++)
        {
            await stream.ReadExactlyAsync(length, Cancellation);
            var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            await stream.ReadExactlyAsync(frame, Cancellation);
            var (type, kind) = Read(frame);
            Assert.Equal("ConfigMap", kind);
            if (type == "BOOKMARK")
            {
                return count;
            }
        }
    }

    private static (string Type, string Kind) Read(ReadOnlySpan<byte> frame)
    {
        var item = new ProtobufCursor(frame);
        item.Next();
        var type = Encoding.UTF8.GetString(item.Bytes("type"));
        item.Next();
        var extension = new ProtobufCursor(item.Bytes("object"));
        extension.Next();
        return (type, ProtobufEnvelope.Open(extension.Bytes("raw")).Kind);
    }

    private static async Task PageUnderWritesAsync(KubeServer server, WatchStream watch, Dictionary<string, long> state)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writers = Enumerable.Range(0, 4).Select(w => WriteAsync(server, w, stop.Token)).ToArray();
        var pages = new Dictionary<string, long>(StringComparer.Ordinal);
        var revision = 0L;
        var token = "";
        do
        {
            var page = (await server.Client.GetAsync($"{Maps}?limit=700&continue={token}", Cancellation)).MustBe(200);
            Assert.True(revision == 0 || revision == page.Revision, "a page of another revision");
            revision = page.Revision;
            foreach (var item in page.Json["items"]!.AsArray())
            {
                pages.Add((string)item!["metadata"]!["name"]!, long.Parse((string)item["metadata"]!["resourceVersion"]!));
            }

            token = Uri.EscapeDataString(page.Continue ?? "");
        }
        while (token.Length > 0);

        // One write more, so that the watch certainly passes the revision.
        (await server.Client.PostAsync(Maps, Body("last", 0), Cancellation)).MustBe(201);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        await ReplayAsync(watch, state, revision);
        Assert.Equal(state.OrderBy(p => p.Key, StringComparer.Ordinal), pages.OrderBy(p => p.Key, StringComparer.Ordinal));
    }

    private static async Task ReplayAsync(WatchStream watch, Dictionary<string, long> state, long until)
    {
        while (true)
        {
            var item = (await watch.ReadAsync(Cancellation))!;
            if (item.Revision > until)
            {
                return;
            }

            if (item.Type == "DELETED")
            {
                state.Remove(item.Name);
            }
            else if (item.Type != "BOOKMARK")
            {
                state[item.Name] = item.Revision;
            }
        }
    }

    private static async Task WriteAsync(KubeServer server, int writer, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested && i < WritesEach; i++)
        {
            var name = $"m-{(i * 97 + writer * 2503) % Objects:d5}";
            if (i % 3 == 0)
            {
                await server.Client.DeleteAsync($"{Maps}/{name}", Cancellation);
                await server.Client.PostAsync(Maps, Body($"w{writer}-{i:d5}", i), Cancellation);
            }
            else
            {
                await server.Client.PatchAsync($"{Maps}/{name}", $$$"""{"data":{"v":"{{{i + 1}}}"}}""", KubeHttp.MergePatch, Cancellation);
            }
        }
    }

    private static ParallelOptions Limit(int workers) => new() { MaxDegreeOfParallelism = workers, CancellationToken = Cancellation };

    private static string Body(string name, int value) => $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"v":"{{{value}}}"}}""";
}
