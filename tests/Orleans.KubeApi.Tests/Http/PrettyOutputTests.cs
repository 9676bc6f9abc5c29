using System.Text;
using Microsoft.AspNetCore.Http;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.Handlers;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

/// <summary>Indented answers: small ones whole, large ones in pieces.</summary>
public sealed class PrettyOutputTests
{
    private const string Maps = "/api/v1/namespaces/d/configmaps";
    private const string Curl = "User-Agent: curl/8";

    [Fact]
    public async Task List_SmallAndIndented_HasALength()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/a");
        var answer = await front.GetAsync(Maps, Curl);
        Assert.Equal(answer.Bytes.Length, answer.Headers.ContentLength);
        Assert.StartsWith("{\n  \"kind\": \"ConfigMapList\",\n  \"apiVersion\": \"v1\",\n  \"metadata\": {\n    "
            + "\"resourceVersion\": \"101\"\n  },\n  \"items\": [\n    {\n      \"metadata\": {", answer.Text, StringComparison.Ordinal);
        Assert.EndsWith("\n    }\n  ]\n}", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_LargeAndIndented_IsTheSameInPiecesAndCompressed()
    {
        await using var front = new FrontEnd(new PipelineOptions { FlushFrom = 300, GzipFrom = 700 });
        for (var i = 0; i < 50; i++)
        {
            front.Feed.Put($"d/item-{i:d3}");
        }

        var answer = await front.GetAsync(Maps, Curl);
        var compact = await front.GetAsync(Maps);
        Assert.Null(answer.Headers.ContentLength);
        Assert.Equal(compact.Text.TrimEnd(), answer.Json.ToString());
        var packed = await front.GetAsync(Maps, Curl + "\nAccept-Encoding: gzip");
        Assert.Equal("gzip", packed.Headers.ContentEncoding);
        using var unpack = new System.IO.Compression.GZipStream(
            new MemoryStream(packed.Bytes), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(unpack);
        Assert.Equal(answer.Text, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void List_HugeAndIndented_CostsABufferOnly()
    {
        var body = new CountingStream();
        var http = new DefaultHttpContext();
        http.Response.Body = body;
        http.Request.Headers.UserAgent = "curl/8";
        var type = BuiltInCatalog.Load().Find("", "v1", "configmaps")!;
        using var context = new KubeApi.Http.RequestContext(http, new PipelineOptions(), TimeProvider.System) { Type = type };
        var renderer = new ObjectRenderer(type, OutputFormat.Json, IncludeObject.Metadata, null!, TimeProvider.System);
        var item = new StoredObject("d/a", 1, Encoding.UTF8.GetBytes($$$"""
            {"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"1"},"data":{"k":"{{{new string('x', 20_000)}}}"}}
            """));
        var page = new ListPage(1, Enumerable.Repeat(item, 1_000).ToList(), null, null);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var answer = ListAnswer.WriteAsync(context, renderer, page);
        var spent = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(answer.IsCompletedSuccessfully);
        Assert.True(body.Written > 20_000_000, $"{body.Written} bytes written");
        Assert.True(spent < 2_000_000, $"{spent} bytes allocated");
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Written { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written += buffer.Length;
            return ValueTask.CompletedTask;
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
