using System.Net.Sockets;
using System.Text;
using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>HTTP/1.1 that is meant to be read differently by two readers (S25), slow bodies (S24), and paths in disguise (S11).</summary>
public sealed class HostileHttp1Tests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(20);

    private static string Head(string method, string target, string more) =>
        $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {KubeServer.AdminToken}\r\n"
        + $"Content-Type: application/json\r\n{more}\r\n";

    [Theory]
    [InlineData("two lengths", "Content-Length: 2\r\nContent-Length: 5\r\n", "{}")]
    [InlineData("bad chunk size", "Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("unknown coding", "Transfer-Encoding: xchunked\r\n", "{}")]
    [InlineData("coding before chunked", "Transfer-Encoding: identity, chunked\r\n", "2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("negative length", "Content-Length: -1\r\n", "")]
    [InlineData("space before colon", "Content-Length : 2\r\n", "{}")]
    [InlineData("folded header", "X-A: b\r\n c\r\nContent-Length: 2\r\n", "{}")]
    [InlineData("bare line feed", "X-A: b\nContent-Length: 2\r\n", "{}")]
    [InlineData("bare carriage return", "X-A: b\rContent-Length: 2\r\n", "{}")]
    [InlineData("line feed in chunk extension", "Transfer-Encoding: chunked\r\n", "2;\n\r\n{}\r\n0\r\n\r\n")]
    [InlineData("NUL in a header", "X-A: \0\r\nContent-Length: 2\r\n", "{}")]
    public async Task S25_TwoReadingsOfOneMessage_HaveOneAnswerAndTheEnd(string what, string headers, string body)
    {
        await using var connection = await RawConnection.OpenAsync(Embedded.Server.Url, http2: false, Cancellation);
        var answer = await connection.ExchangeAsync(
            Head("POST", Objects, headers) + body + Head("GET", "/version", ""), _silence, Cancellation);
        Assert.True(answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), $"{what}: {answer}");
        Assert.Equal(1, Count(answer, "HTTP/1.1 "));
        Assert.DoesNotContain("gitVersion", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("(still open)", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S25_LengthAndChunked_IsReadAsChunkedAndEndsTheConnection()
    {
        // RFC 9112 allows this reading if nothing of the connection is used afterwards.
        await using var connection = await RawConnection.OpenAsync(Embedded.Server.Url, http2: false, Cancellation);
        var answer = await connection.ExchangeAsync(
            Head("POST", Objects, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "2\r\n{}\r\n0\r\n\r\n"
            + Head("GET", "/version", ""),
            _silence, Cancellation);
        Assert.Equal(1, Count(answer, "HTTP/1.1 "));
        Assert.DoesNotContain("gitVersion", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S24_SlowBody_IsCutOffAndOthersAreServed()
    {
        await using var slow = await RawConnection.OpenAsync(Embedded.Server.Url, http2: false, Cancellation);
        await slow.Stream.WriteAsync(Encoding.ASCII.GetBytes(Head("POST", Objects, "Content-Length: 1000\r\n")), Cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var dripping = DripAsync(slow, end.Token);
        (await GetAsync("?limit=1")).MustBe(200);
        var answer = await slow.ExchangeAsync("", _silence, Cancellation);
        await end.CancelAsync();
        await dripping;
        Assert.Contains("408", answer.Split('\n')[0], StringComparison.Ordinal);
        Assert.DoesNotContain("(still open)", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S24_ManyIdleConnections_DoNotKeepOthersOut()
    {
        const int Crowd = 500;
        using var crowd = await IdleCrowd.ConnectAsync(Embedded.Server.Port, Crowd, Cancellation);

        await using var fresh = await RawConnection.OpenAsync(Embedded.Server.Url, http2: false, Cancellation);
        Assert.StartsWith("HTTP/1.1 200", await fresh.ExchangeAsync(
            Head("GET", "/version", "Connection: close\r\n"), _silence, Cancellation), StringComparison.Ordinal);

        await Eventually.HoldsAsync(
            "without a handshake the server closes", TimeSpan.FromSeconds(30), _ => Task.FromResult(crowd.Closed == Crowd), Cancellation);
    }

    [Fact]
    public async Task PlainHttp_OnTheSecurePort_IsToldSo()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Embedded.Server.Port, Cancellation);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync(Cancellation).WaitAsync(_silence, Cancellation);
        Assert.StartsWith("HTTP/1.0 400 Bad Request", answer, StringComparison.Ordinal);
        Assert.EndsWith("Client sent an HTTP request to an HTTPS server.\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/namespaces/{0}/configmaps/../secrets")]
    [InlineData("/api/v1/namespaces/{0}/configmaps/%2e%2e/secrets")]
    [InlineData("/api/v1/namespaces/{0}/configmaps/..%2fsecrets")]
    [InlineData("/api/v1/namespaces/{0}/configmaps/%252e%252e%252fsecrets")]
    [InlineData("/api/v1/namespaces/{0}/SECRETS")]
    [InlineData("/api/v1/namespaces/{0}/secrets;x=y")]
    [InlineData("/api/v1/namespaces/{0}/%C0%AE%C0%AE/secrets")]
    [InlineData("/./api/v1/namespaces/{0}/secrets")]
    [InlineData("//api/v1/namespaces/{0}/secrets")]
    [InlineData("/healthz/../api/v1/namespaces/{0}/secrets")]
    [InlineData("/version/%2e%2e/api/v1/namespaces/{0}/secrets")]
    [InlineData("/api/v1/namespaces/{0}/secrets%00")]
    [InlineData("/API/v1/namespaces/{0}/secrets")]
    public async Task S11_PathInDisguise_ReachesNoSecret(string path)
    {
        (await Client.PostAsync($"/api/v1/namespaces/{Namespace}/secrets",
            """{"metadata":{"name":"treasure"},"stringData":{"k":"v"}}""", Cancellation)).MustBe(201);
        var target = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, Namespace);

        // Whoever may nothing gets nothing, and so does the administrator: the disguise names no secret.
        foreach (var token in new[] { KubeServer.AdminToken, KubeServer.UserToken })
        {
            await using var connection = await RawConnection.OpenAsync(Embedded.Server.Url, http2: false, Cancellation);
            var answer = await connection.ExchangeAsync(
                $"GET {target} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n", _silence, Cancellation);
            Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", answer);
            Assert.DoesNotContain("treasure", answer, StringComparison.Ordinal);
        }
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task DripAsync(RawConnection connection, CancellationToken end)
    {
        try
        {
            while (true)
            {
                await connection.Stream.WriteAsync(" "u8.ToArray(), end);
                await Task.Delay(TimeSpan.FromSeconds(1), end);
            }
        }
        catch (Exception over) when (over is IOException or OperationCanceledException or InvalidOperationException)
        {
            // Cut off.
        }
    }
}
