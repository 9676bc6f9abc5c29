using System.Collections.Frozen;

namespace Orleans.KubeApi.Authentication;

/// <summary>Static bearer tokens, looked up by digest.</summary>
internal sealed class TokenAuthenticator
{
    private readonly FrozenDictionary<TokenDigest, UserInfo> _users;

    public TokenAuthenticator(IEnumerable<(string Token, UserInfo User)> tokens)
    {
        var users = new Dictionary<TokenDigest, UserInfo>();
        foreach (var (token, user) in tokens)
        {
            users[TokenDigest.Of(token)] = user;
        }

        _users = users.ToFrozenDictionary();
    }

    /// <summary>
    /// Judges an Authorization header. As the original: another scheme than bearer or an empty token is no credential; an unknown token is
    /// refused.
    /// </summary>
    public AuthenticationOutcome Authenticate(string? authorization)
    {
        var token = BearerToken(authorization);
        if (token.IsEmpty)
        {
            return AuthenticationOutcome.None;
        }

        return _users.TryGetValue(TokenDigest.Of(token), out var user) ? AuthenticationOutcome.Of(user) : AuthenticationOutcome.Refused;
    }

    /// <summary>The token in a header value of the form "Bearer token [anything]", else empty.</summary>
    public static ReadOnlySpan<char> BearerToken(string? authorization)
    {
        var value = authorization.AsSpan().Trim();
        var space = value.IndexOf(' ');
        if (space < 0 || !value[..space].Equals("bearer", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var token = value[(space + 1)..];
        var end = token.IndexOf(' ');
        return end < 0 ? token : token[..end];
    }
}
