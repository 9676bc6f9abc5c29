using Microsoft.IdentityModel.JsonWebTokens;
using Orleans.KubeApi.Authentication.Jwt;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>Claims as a signed JWT and back.</summary>
internal static class TokenText
{
    private const string Private = "kubernetes.io";

    /// <summary>The signed token.</summary>
    public static string Write(TokenClaims claims, TokenSettings settings) =>
        JwtText.Write(Payload(claims, settings.Issuer), settings.Signing.Key, settings.Signing.Algorithm);

    /// <summary>The claims of a token with a signature of one of the trusted keys; null if it has none, or is no such token.</summary>
    public static async ValueTask<TokenClaims?> ReadAsync(JsonWebToken token, TokenSettings settings)
    {
        var fitting = settings.Trusted.Where(k => k.Algorithm == token.Alg).ToList();
        return fitting.Count > 0 && await JwtText.IsSignedAsync(token, fitting.Select(k => k.Key), [token.Alg])
            && JwtText.Payload(token) is { } payload ? Claims(payload) : null;
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
            { "aud", ArrayNode.OfTexts(claims.Audiences) },
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
        if (payload.Text("iss") == LegacyClaims.Issuer)
        {
            return LegacyClaims.Read(payload);
        }

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
            IssuedAt = Time(payload.Integer("nbf")),
            Expires = Time(payload.Integer("exp")),
            Id = payload.Text("jti") ?? "",
        };
        return payload.Text("sub") == $"{TokenClaims.UserPrefix}{claims.Namespace}:{claims.AccountName}" ? claims : null;
    }

    // Whatever number is signed: a time that there is, at one of the ends if need be.
    private static DateTimeOffset Time(long? seconds) => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(
        seconds ?? 0, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()));

    private static BoundObject? Bound(ObjectNode own, string name) =>
        own.Object(name) is { } found ? new BoundObject(found.Text("name") ?? "", found.Text("uid") ?? "") : null;
}
