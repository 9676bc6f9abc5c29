using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>Claims as a signed JWT (RFC 7519, compact form) and back.</summary>
internal static class TokenText
{
    private const string Private = "kubernetes.io";

    /// <summary>The signed token.</summary>
    public static string Write(TokenClaims claims, TokenSettings settings)
    {
        var header = new ObjectNode { { "alg", settings.Signing.Algorithm }, { "kid", settings.Signing.Id } };
        var signed = $"{Base64Url.EncodeToString(header.ToUtf8())}.{Base64Url.EncodeToString(Payload(claims, settings.Issuer).ToUtf8())}";
        return $"{signed}.{Base64Url.EncodeToString(settings.Signing.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Whether a bearer token has the form of a JWT of this issuer; its signature is not looked at.</summary>
    public static bool IsFrom(string token, string issuer) => ParsePart(token, 1)?.Text("iss") == issuer;

    /// <summary>The claims of a token with a signature of one of the trusted keys; null if it has none, or is no such token.</summary>
    public static TokenClaims? Read(string token, TokenSettings settings)
    {
        var end = token.LastIndexOf('.');
        if (end < 0 || ParsePart(token, 0) is not { } header || ParsePart(token, 1) is not { } payload
            || payload.Text("iss") != settings.Issuer || !TryDecode(token[(end + 1)..], out var signature))
        {
            return null;
        }

        var signed = Encoding.ASCII.GetBytes(token[..end]);
        var isGenuine = settings.Trusted.Any(k => k.Algorithm == header.Text("alg")
            && (header.Text("kid") is null or "" || header.Text("kid") == k.Id) && k.Verify(signed, signature));
        return isGenuine ? Claims(payload) : null;
    }

    private static ObjectNode Payload(TokenClaims claims, string issuer)
    {
        var own = new ObjectNode { { "namespace", claims.Namespace } };
        Put(own, "node", claims.Node);
        Put(own, "pod", claims.Pod);
        Put(own, "secret", claims.Secret);
        Put(own, "serviceaccount", new BoundObject(claims.AccountName, claims.AccountUid));
        if (claims.WarnAfter is { } warn)
        {
            own.Set("warnafter", warn.ToUnixTimeSeconds());
        }

        return new ObjectNode
        {
            { "aud", new ArrayNode(claims.Audiences.Select(a => (Node)a)) },
            { "exp", claims.Expires.ToUnixTimeSeconds() },
            { "iat", claims.IssuedAt.ToUnixTimeSeconds() },
            { "iss", issuer },
            { "jti", claims.Id },
            { Private, own },
            { "nbf", claims.IssuedAt.ToUnixTimeSeconds() },
            { "sub", $"{TokenClaims.UserPrefix}{claims.Namespace}:{claims.AccountName}" },
        };
    }

    private static void Put(ObjectNode own, string name, BoundObject? bound)
    {
        if (bound is null)
        {
            return;
        }

        var node = new ObjectNode { { "name", bound.Name } };
        if (bound.Uid.Length > 0)
        {
            node.Set("uid", bound.Uid);
        }

        own.Set(name, node);
    }

    private static TokenClaims? Claims(ObjectNode payload)
    {
        if (payload.Object(Private) is not { } own || own.Object("serviceaccount") is not { } account)
        {
            return null;
        }

        var claims = new TokenClaims
        {
            Namespace = own.Text("namespace") ?? "",
            AccountName = account.Text("name") ?? "",
            AccountUid = account.Text("uid") ?? "",
            Pod = Bound(own, "pod"),
            Secret = Bound(own, "secret"),
            Node = Bound(own, "node"),
            Audiences = payload["aud"] is TextNode { Value: var only } ? [only]
                : [.. payload.Array("aud")?.Items.OfType<TextNode>().Select(a => a.Value) ?? []],
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(payload.Integer("nbf") ?? 0),
            Expires = DateTimeOffset.FromUnixTimeSeconds(payload.Integer("exp") ?? 0),
            Id = payload.Text("jti") ?? "",
        };
        return payload.Text("sub") == $"{TokenClaims.UserPrefix}{claims.Namespace}:{claims.AccountName}" ? claims : null;
    }

    private static BoundObject? Bound(ObjectNode own, string name) =>
        own.Object(name) is { } found ? new BoundObject(found.Text("name") ?? "", found.Text("uid") ?? "") : null;

    private static ObjectNode? ParsePart(string token, int index)
    {
        var parts = token.Split('.');
        try
        {
            return parts.Length == 3 && TryDecode(parts[index], out var json) ? NodeReader.Parse(json) as ObjectNode : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(text))
        {
            return false;
        }

        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }
}
