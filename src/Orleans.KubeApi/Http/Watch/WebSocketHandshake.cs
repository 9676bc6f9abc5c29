using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Watch;

/// <summary>
/// The opening of a WebSocket (RFC 6455), which browsers and some clients use for watches, and the bearer token that a browser, which can
/// set no headers, puts among the subprotocols (apiserver <c>websocket.ProtocolAuthenticator</c>).
/// </summary>
internal static class WebSocketHandshake
{
    private const string TokenPrefix = "base64url.bearer.authorization.k8s.io.";
    private const string Salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // of the RFC

    /// <summary>Whether the request wants to become a WebSocket.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        return request.Headers.Upgrade.Count > 0
            && string.Equals(request.Headers.Upgrade[0], "websocket", StringComparison.OrdinalIgnoreCase)
            && request.Headers.Connection.ToString().Contains("upgrade", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The token among the subprotocols as an Authorization header, null if there is none. There must be another subprotocol, which the
    /// answer can name.
    /// </summary>
    /// <exception cref="StatusException">401: the token is not readable, or not alone, or has no other protocol beside it.</exception>
    public static string? Authorization(HttpRequest request)
    {
        string? token = null;
        var others = 0;
        foreach (var protocol in Protocols(request))
        {
            if (!protocol.StartsWith(TokenPrefix, StringComparison.Ordinal))
            {
                others++;
                continue;
            }

            token = token is null ? Decode(protocol[TokenPrefix.Length..]) : throw StatusErrors.Unauthorized();
        }

        return token is { Length: > 0 } ? others > 0 ? $"Bearer {token}" : throw StatusErrors.Unauthorized() : null;
    }

    /// <summary>Answers 101 and gives the connection's stream. The first subprotocol that is no token is agreed to.</summary>
    /// <exception cref="StatusException">400 for a request that is no proper handshake, or not over HTTP/1.1.</exception>
    public static async ValueTask<(Stream Stream, string? Protocol)> AcceptAsync(HttpContext http)
    {
        var key = http.Request.Headers.SecWebSocketKey.ToString();
        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || key.Length == 0
            || http.Request.Headers.SecWebSocketVersion != "13")
        {
            throw StatusErrors.BadRequest("unable to upgrade: not a WebSocket handshake of version 13");
        }

        var protocol = Protocols(http.Request).FirstOrDefault(p => !p.StartsWith(TokenPrefix, StringComparison.Ordinal));
        var headers = http.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = Accept(key);
        if (protocol is not null)
        {
            headers.SecWebSocketProtocol = protocol;
        }

        return (await upgrade.UpgradeAsync(), protocol);
    }

    private static IEnumerable<string> Protocols(HttpRequest request) =>
        request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Decode(string text)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(text));
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            throw StatusErrors.Unauthorized();
        }
    }

#pragma warning disable CA5350 // The protocol names SHA-1; nothing secret depends on it.
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Salt)));
#pragma warning restore CA5350
}
