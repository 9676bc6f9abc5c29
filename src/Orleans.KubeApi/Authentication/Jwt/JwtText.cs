using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.Jwt;

/// <summary>
/// Reads signed JWTs (RFC 7519, compact form) with the library, within the bounds that matter here: three parts, so that nothing is ever
/// decrypted or unpacked; keys only from the given list, so that no header of a token makes anybody fetch one.
/// </summary>
internal static class JwtText
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token of the right form whose signature nobody has looked at; null for any other text.</summary>
    public static JsonWebToken? Parse(string token)
    {
        if (token.AsSpan().Count('.') != 2)
        {
            return null;
        }

        try
        {
            var read = new JsonWebToken(token);
            _ = (read.Issuer, read.Alg, read.Kid); // They are read when asked for, and may be no texts.
            return read;
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether one of the keys has signed a token; those with the token's key id count, or all if it has none.</summary>
    public static async ValueTask<bool> IsSignedAsync(JsonWebToken token, IEnumerable<SecurityKey> keys, IReadOnlyList<string> algorithms)
    {
        var id = token.Kid;
        var fitting = keys.Where(k => string.IsNullOrEmpty(id) || k.KeyId == id).ToList();
        if (fitting.Count == 0 || !algorithms.Contains(token.Alg))
        {
            return false;
        }

        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = fitting,
            IssuerSigningKeyResolver = (_, _, _, _) => fitting,
            TryAllIssuerSigningKeys = string.IsNullOrEmpty(id),
            ValidAlgorithms = algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = false,
            ValidateIssuer = false, // These follow, by our own clock and in the original's words.
            ValidateAudience = false,
            ValidateLifetime = false,
            ValidateTokenReplay = false,
        });
        return result.IsValid;
    }

    /// <summary>What a token says; null if that is no JSON object.</summary>
    public static ObjectNode? Payload(JsonWebToken token)
    {
        try
        {
            return NodeReader.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload)) as ObjectNode;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A signed token.</summary>
    public static string Write(ObjectNode payload, SecurityKey key, string algorithm) =>
        Handler.CreateToken(payload.ToString(), new SigningCredentials(key, algorithm));
}
