using System.Text;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Tests.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class ProtobufBodyTests
{
    private const string Maps = "/api/v1/namespaces/d/configmaps";
    private const string Protobuf =
        "Content-Type: application/vnd.kubernetes.protobuf\nAccept: application/json,application/vnd.kubernetes.protobuf";

    private static ProtobufBuilder Map => new ProtobufBuilder().Message(1, new ProtobufBuilder().Text(1, "x")).Entry(2, "a", "1");

    [Theory]
    [InlineData("POST", Maps, 201)]
    [InlineData("PUT", Maps + "/x", 200)]
    public async Task Write_Protobuf_ReachesTheStoreAsJson(string method, string target, int code)
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync(method, target, Body(Map.Envelope("v1", "ConfigMap")), headers: Protobuf);
        Assert.Equal((code, "application/json"), (answer.Code, answer.Headers.ContentType.ToString()));
        Assert.Equal(
            """{"metadata":{"name":"x"},"data":{"a":"1"},"kind":"ConfigMap","apiVersion":"v1"}""",
            Encoding.UTF8.GetString(front.Store.Last.Body.Span));
    }

    [Fact]
    public async Task Write_ProtobufStatus_IsReadAsTheObject()
    {
        await using var front = new FrontEnd();
        var pod = new ProtobufBuilder().Message(3, new ProtobufBuilder().Text(1, "Running")).Envelope("v1", "Pod");
        Assert.Equal(200, (await front.SendAsync("PUT", "/api/v1/namespaces/d/pods/x/status", Body(pod), headers: Protobuf)).Code);
        Assert.Equal(
            ("status", """{"status":{"phase":"Running"},"kind":"Pod","apiVersion":"v1"}"""),
            (front.Store.Last.Subresource, Encoding.UTF8.GetString(front.Store.Last.Body.Span)));
    }

    [Fact]
    public async Task Write_ProtobufWithoutKind_GetsThePathsKind()
    {
        await using var front = new FrontEnd();
        await front.SendAsync("POST", Maps, Body(new ProtobufBuilder().Envelope("", "")), headers: Protobuf);
        Assert.Equal("""{"kind":"ConfigMap","apiVersion":"v1"}""", Encoding.UTF8.GetString(front.Store.Last.Body.Span));
    }

    [Fact]
    public async Task Write_ProtobufOfAnotherKind_IsLeftToTheStore()
    {
        await using var front = new FrontEnd();
        await front.SendAsync("POST", Maps, Body(Map.Envelope("apps/v1", "Deployment")), headers: Protobuf);
        Assert.Equal("""{"kind":"Deployment","apiVersion":"apps/v1"}""", Encoding.UTF8.GetString(front.Store.Last.Body.Span));
    }

    [Fact]
    public async Task Write_BrokenProtobuf_Is400()
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync("POST", Maps, "{}", headers: Protobuf);
        Assert.Equal(
            (400, "the object provided is unrecognized (must be of type ConfigMap): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] (7b7d)"),
            (answer.Code, answer.Message));
        var broken = new ProtobufBuilder().Number(1, 1).Envelope("v1", "ConfigMap");
        answer = await front.SendAsync("POST", Maps, Body(broken), headers: Protobuf);
        Assert.Equal(
            (400, "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: proto: wrong wireType = 0 for field Metadata"),
            (answer.Code, answer.Message));
        Assert.Empty(front.Store.Requests);
    }

    [Theory]
    [InlineData("v1", "DeleteOptions")]
    [InlineData("apps/v1", "DeleteOptions")]
    [InlineData("", "")]
    public async Task Delete_ProtobufOptions_AreObeyed(string apiVersion, string kind)
    {
        await using var front = new FrontEnd();
        var options = new ProtobufBuilder()
            .Number(1, 5).Message(2, new ProtobufBuilder().Text(1, "u").Text(2, "7")).Text(4, "Foreground").Text(5, "All")
            .Envelope(apiVersion, kind);
        Assert.Equal(200, (await front.SendAsync("DELETE", Maps + "/x", Body(options), headers: Protobuf)).Code);
        var request = front.Store.Last;
        Assert.Equal(
            (WriteVerb.Delete, 5L, "u", "7", "Foreground", true),
            (request.Verb, request.GracePeriodSeconds, request.PreconditionUid, request.PreconditionResourceVersion,
                request.PropagationPolicy, request.DryRun));
    }

    [Fact]
    public async Task Delete_OtherProtobuf_Is400()
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync("DELETE", Maps + "/x", Body(Map.Envelope("v1", "ConfigMap")), headers: Protobuf);
        Assert.Equal(400, answer.Code);
        Assert.StartsWith("no kind \"ConfigMap\" is registered for version \"v1\"", answer.Message, StringComparison.Ordinal);
        var broken = new ProtobufBuilder().Text(1, "5").Envelope("v1", "DeleteOptions");
        answer = await front.SendAsync("DELETE", Maps + "/x", Body(broken), headers: Protobuf);
        Assert.Equal((400, "proto: wrong wireType = 2 for field GracePeriodSeconds"), (answer.Code, answer.Message));
    }

    [Fact]
    public async Task SelfReview_Protobuf_IsAnswered()
    {
        await using var front = new FrontEnd();
        var review = new ProtobufBuilder().Envelope("authentication.k8s.io/v1", "SelfSubjectReview");
        var answer = await front.SendAsync("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", Body(review), headers: Protobuf);
        Assert.Equal(201, answer.Code);
    }

    // The front end of the tests takes text; these messages are short enough to be ASCII.
    private static string Body(byte[] bytes)
    {
        Assert.True(Ascii.IsValid(bytes));
        return Encoding.ASCII.GetString(bytes);
    }
}
