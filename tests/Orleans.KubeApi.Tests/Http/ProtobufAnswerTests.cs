using System.Buffers.Binary;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class ProtobufAnswerTests
{
    private const string Maps = "/api/v1/namespaces/d/configmaps";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";
    [Fact]
    public async Task Get_Protobuf_IsTheObjectInItsEnvelope()
    {
        await using var front = Filled("d/a");
        var answer = await front.GetAsync(Maps + "/a", $"Accept: {Protobuf}");
        Assert.Equal(Protobuf, answer.Headers.ContentType);
        var map = Open(answer.Bytes, "v1", "ConfigMap", "io.k8s.api.core.v1.ConfigMap");
        Assert.Equal(("a", "1"), (map.Object("metadata")!.Text("name"), map.Object("data")!.Text("a")));
    }

    [Fact]
    public async Task List_Protobuf_HasItsMetadataAndItems()
    {
        await using var front = Filled("d/a", "d/b", "d/c");
        var answer = await front.GetAsync(Maps + "?limit=2", $"Accept: {Protobuf},application/json");
        Assert.Equal((Protobuf, answer.Bytes.Length), (answer.Headers.ContentType.ToString(), answer.Headers.ContentLength));
        var list = Open(answer.Bytes, "v1", "ConfigMapList", "io.k8s.api.core.v1.ConfigMapList");
        Assert.Equal(["a", "b"], list.Array("items")!.Items.Select(i => ((ObjectNode)i).Object("metadata")!.Text("name")));
        var metadata = list.Object("metadata")!;
        Assert.Equal(("103", 1L), (metadata.Text("resourceVersion"), metadata.Integer("remainingItemCount")));
        var rest = await front.GetAsync($"{Maps}?continue={metadata.Text("continue")}", $"Accept: {Protobuf}");
        Assert.Single(Open(rest.Bytes, "v1", "ConfigMapList", "io.k8s.api.core.v1.ConfigMapList").Array("items")!.Items);
    }

    [Fact]
    public async Task List_ProtobufOfManyItems_IsWholeAcrossFlushes()
    {
        await using var front = new FrontEnd(new PipelineOptions { FlushFrom = 300 });
        for (var i = 0; i < 50; i++)
        {
            front.Feed.Put($"d/item-{i:d3}");
        }

        var answer = await front.GetAsync(Maps, $"Accept: {Protobuf}");
        Assert.Equal(50, Open(answer.Bytes, "v1", "ConfigMapList", "io.k8s.api.core.v1.ConfigMapList").Array("items")!.Items.Count);
    }

    [Fact]
    public async Task Get_ProtobufMetadata_HasNothingElse()
    {
        await using var front = Filled("d/a");
        const string As = $"Accept: {Protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
        const string Type = "io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata";
        var one = await front.GetAsync(Maps + "/a", As);
        Assert.Equal("a", Open(one.Bytes, "meta.k8s.io/v1", "PartialObjectMetadata", Type).Object("metadata")!.Text("name"));
        var list = await front.GetAsync(Maps, As.Replace("Metadata;", "MetadataList;", StringComparison.Ordinal));
        Assert.Single(Open(list.Bytes, "meta.k8s.io/v1", "PartialObjectMetadataList", Type + "List").Array("items")!.Items);
        Assert.Equal(406, (await front.GetAsync(Maps, As)).Code);
        Assert.Equal(406, (await front.GetAsync(Maps, As.Replace("PartialObjectMetadata", "Table", StringComparison.Ordinal))).Code);
    }

    [Fact]
    public async Task Error_Protobuf_IsAStatus()
    {
        await using var front = Filled("d/a");
        var answer = await front.GetAsync(Maps + "/no", $"Accept: {Protobuf}");
        Assert.Equal((404, Protobuf), (answer.Code, answer.Headers.ContentType.ToString()));
        var status = Open(answer.Bytes, "v1", "Status", "io.k8s.apimachinery.pkg.apis.meta.v1.Status");
        Assert.Equal(("NotFound", "configmaps"), (status.Text("reason"), status.Object("details")!.Text("kind")));
    }

    [Fact]
    public async Task Watch_Protobuf_IsFramed()
    {
        await using var front = Filled("d/a");
        using var watch = front.Watch(
            $"{Maps}?watch=1&allowWatchBookmarks=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=5",
            $"Accept: {Protobuf};stream=watch");
        front.Stop();
        await watch.EndAsync();
        var frames = Frames(watch.Bytes);
        Assert.Equal(["ADDED", "BOOKMARK"], frames.Select(f => f.Type).Take(2));
        var map = Open(frames[0].Body, "v1", "ConfigMap", "io.k8s.api.core.v1.ConfigMap");
        Assert.Equal("a", map.Object("metadata")!.Text("name"));
        var end = Open(frames[1].Body, "v1", "ConfigMap", "io.k8s.api.core.v1.ConfigMap").Object("metadata")!;
        Assert.Equal(("101", "true"), (end.Text("resourceVersion"), end.Object("annotations")!.Text("k8s.io/initial-events-end")));
    }

    [Fact]
    public async Task Watch_ProtobufTooOld_EndsWithAStatus()
    {
        await using var front = Filled("d/a");
        front.Feed.Floor = 100;
        Assert.Equal(200, (await front.GetAsync(Maps)).Code);
        using var watch = front.Watch($"{Maps}?watch=1&resourceVersion=5", $"Accept: {Protobuf}");
        await watch.EndAsync();
        var frame = Assert.Single(Frames(watch.Bytes));
        Assert.Equal("ERROR", frame.Type);
        Assert.Equal(410, Open(frame.Body, "v1", "Status", "io.k8s.apimachinery.pkg.apis.meta.v1.Status").Integer("code"));
    }

    [Fact]
    public void Messages_BeyondTheLimit_DropTheOldest()
    {
        var messages = new ProtobufMessages(limit: 250);
        var form = new object();
        var made = 0;
        var stored = Enumerable.Range(1, 3).Select(i => new StoredObject($"d/{i}", i, default)).ToList();
        byte[] Make(StoredObject _)
        {
            made++;
            return new byte[100];
        }

        stored.ForEach(s => messages.Of(s, form, Make));
        Assert.Equal((3, 200), (made, messages.Bytes));
        Assert.Null(stored[0].Kept);
        messages.Of(stored[2], form, Make);
        Assert.Equal(3, made);
        messages.Of(stored[0], form, Make);
        Assert.Equal(4, made);
    }

    private static FrontEnd Filled(params string[] keys)
    {
        var front = new FrontEnd();
        Array.ForEach(keys, k => front.Feed.Put(k));
        return front;
    }

    private static ObjectNode Open(ReadOnlySpan<byte> body, string apiVersion, string kind, string type)
    {
        var envelope = ProtobufEnvelope.Open(body);
        Assert.Equal((apiVersion, kind), (envelope.ApiVersion, envelope.Kind));
        return ProtobufReader.Decode(envelope.Raw, TypeLibrary.BuiltIn.Find(type)!);
    }

    private static List<(string Type, byte[] Body)> Frames(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<(string, byte[])>();
        while (!bytes.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
            var item = new ProtobufCursor(bytes.Slice(4, length));
            Assert.True(item.Next());
            var type = ProtobufScalars.Text(item.Bytes("type"));
            Assert.True(item.Next());
            var extension = new ProtobufCursor(item.Bytes("object"));
            Assert.True(extension.Next() && item.AtEnd);
            frames.Add((type, extension.Bytes("raw").ToArray()));
            bytes = bytes[(4 + length)..];
        }

        return frames;
    }
}
