using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.Jwt;

/// <summary>The user in the claims of a genuine token, by the issuer's rules.</summary>
internal static class JwtClaims
{
    // The leeway of the original's library.
    private static readonly TimeSpan NotBeforeLeeway = TimeSpan.FromMinutes(5);

    /// <summary>The user.</summary>
    /// <exception cref="FormatException">A claim is missing, is of the wrong kind or has the wrong value.</exception>
    public static UserInfo Read(ObjectNode claims, JwtIssuerRules rules, DateTimeOffset now)
    {
        CheckTimes(claims, now);
        if (!Texts(claims, "aud").Exists(rules.Audiences.Contains))
        {
            throw new FormatException("oidc: expected audience in " + string.Join(' ', rules.Audiences.Select(GoText.Quote)));
        }

        foreach (var (name, value) in rules.Required)
        {
            if (Text(claims, name) != value)
            {
                throw new FormatException($"oidc: required claim {name} value does not match");
            }
        }

        var extra = claims.Text("jti") is { Length: > 0 } id
            ? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [CredentialIds.Key] = [$"JTI={id}"] } : null;
        var groups = rules.GroupsClaim.Length > 0 ? Texts(claims, rules.GroupsClaim).Select(g => rules.GroupsPrefix + g) : [];
        var uid = rules.UidClaim.Length > 0 ? Text(claims, rules.UidClaim) : "";
        return new UserInfo(rules.UsernamePrefix + Name(claims, rules.UsernameClaim), uid, groups, extra);
    }

    /// <summary>The end of the token.</summary>
    public static DateTimeOffset Expires(ObjectNode claims) => Time(claims["exp"] ?? throw new FormatException("oidc: exp is missing"));

    private static void CheckTimes(ObjectNode claims, DateTimeOffset now)
    {
        if (now > Expires(claims))
        {
            throw new FormatException("oidc: token is expired");
        }

        if (claims["nbf"] is { } start and not NullNode && Time(start) - now > NotBeforeLeeway)
        {
            throw new FormatException("oidc: token is not valid yet");
        }
    }

    private static string Name(ObjectNode claims, string claim)
    {
        var name = Text(claims, claim);
        if (claim == "email" && claims["email_verified"] is { } verified && verified is not BoolNode { Value: true })
        {
            throw new FormatException("oidc: email not verified");
        }

        return name.Length > 0 ? name : throw new FormatException($"oidc: claim {claim} is empty");
    }

    private static string Text(ObjectNode claims, string name) =>
        claims.Text(name) ?? throw new FormatException($"oidc: claim {name} is missing or no text");

    // One text stands for a list of one.
    private static List<string> Texts(ObjectNode claims, string name) => claims[name] switch
    {
        null or NullNode => [],
        TextNode one => [one.Value],
        ArrayNode many when many.Items.TrueForAll(i => i is TextNode) => [.. many.Items.Select(i => ((TextNode)i).Value)],
        _ => throw new FormatException($"oidc: claim {name} is neither a text nor a list of texts"),
    };

    private static DateTimeOffset Time(Node value)
    {
        var isNumber = double.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var seconds);
        if (value is TextNode || !isNumber || double.IsNaN(seconds))
        {
            throw new FormatException("oidc: a time is no number");
        }

        var bounded = Math.Clamp(seconds, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        return DateTimeOffset.FromUnixTimeSeconds((long)bounded);
    }
}
