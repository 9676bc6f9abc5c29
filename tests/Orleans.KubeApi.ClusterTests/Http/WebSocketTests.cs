using System.Buffers.Text;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Http;

/// <summary>Watches over WebSocket, as browsers make them: the token among the subprotocols, one text message an event.</summary>
[Collection(EmbeddedServerCollection.Name)]
public sealed class WebSocketTests(EmbeddedServer embedded)
{
    private const string Other = "base64.binary.k8s.io";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_TokenAmongSubprotocols_SendsOneTextMessageAnEvent()
    {
        var space = await embedded.NewNamespaceAsync(Cancellation);
        using var socket = NewSocket(KubeServer.AdminToken, Other);
        await socket.ConnectAsync(Url(space, "watch=1&labelSelector=t%3Dx&timeoutSeconds=4"), Cancellation);
        Assert.Equal(Other, socket.SubProtocol);
        foreach (var name in new[] { "a", "b" })
        {
            var body = $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{"t":"x"}}}""";
            (await embedded.Client.PostAsync($"/api/v1/namespaces/{space}/configmaps", body, Cancellation)).MustBe(201);
        }

        foreach (var name in new[] { "a", "b" })
        {
            var (type, text) = await ReceiveAsync(socket);
            Assert.Equal(WebSocketMessageType.Text, type);
            var item = JsonNode.Parse(text)!;
            Assert.Equal(("ADDED", name), ((string)item["type"]!, (string)item["object"]!["metadata"]!["name"]!));
        }

        Assert.Equal(WebSocketMessageType.Close, (await ReceiveAsync(socket)).Type); // its time is over
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Theory]
    [InlineData("wrong", Other)]
    [InlineData(KubeServer.AdminToken, null)]
    public async Task Watch_BadTokenOrNoOtherSubprotocol_IsUnauthorized(string token, string? other)
    {
        using var socket = NewSocket(token, other);
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Url("default", "watch=1"), Cancellation));
        Assert.Equal(401, (int)socket.HttpStatusCode);
    }

    private static ClientWebSocket NewSocket(string token, string? other)
    {
        var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        socket.Options.AddSubProtocol($"base64url.bearer.authorization.k8s.io.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token))}");
        if (other is not null)
        {
            socket.Options.AddSubProtocol(other);
        }

        return socket;
    }

    private static async Task<(WebSocketMessageType Type, string Text)> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var received = await socket.ReceiveAsync(buffer, limit.Token);
        Assert.True(received.EndOfMessage);
        return (received.MessageType, Encoding.UTF8.GetString(buffer, 0, received.Count));
    }

    private Uri Url(string space, string query) =>
        new($"wss://127.0.0.1:{embedded.Server.Port}/api/v1/namespaces/{space}/configmaps?{query}");
}
