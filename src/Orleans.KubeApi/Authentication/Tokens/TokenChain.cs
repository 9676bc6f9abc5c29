using System.Collections.Frozen;

namespace Orleans.KubeApi.Authentication.Tokens;

/// <summary>
/// All kinds of tokens in the original's order: static, then the others; the first that knows a token wins. What was found is remembered
/// for
/// ten seconds. Tokens are only kept and compared as digests.
/// </summary>
internal sealed class TokenChain
{
    private const int EntriesMax = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);
    private readonly FrozenDictionary<TokenDigest, UserInfo> _static;
    private readonly IReadOnlyList<ITokenAuthenticator> _others;
    private readonly TokenCache _cache;

    /// <summary>Creates the chain; of a repeated static token the last one counts.</summary>
    /// <param name="tokens">Static tokens.</param>
    /// <param name="others">The other kinds.</param>
    /// <param name="audiences">Who this server is.</param>
    /// <param name="time">The clock.</param>
    public TokenChain(
        IEnumerable<(string Token, UserInfo User)> tokens, IReadOnlyList<ITokenAuthenticator> others, IReadOnlyList<string> audiences,
        TimeProvider time)
    {
        var users = new Dictionary<TokenDigest, UserInfo>();
        foreach (var (token, user) in tokens)
        {
            users[TokenDigest.Of(token)] = user;
        }

        _static = users.ToFrozenDictionary();
        _others = others;
        _cache = new TokenCache(Life, EntriesMax, time);
        Audiences = audiences;
    }

    /// <summary>Who this server is to tokens.</summary>
    public IReadOnlyList<string> Audiences { get; }

    /// <summary>The user of a static or remembered token, without waiting.</summary>
    public UserInfo? Known(ReadOnlySpan<char> token)
    {
        if (token.Length > BearerToken.LengthMax)
        {
            return null;
        }

        var digest = TokenDigest.Of(token);
        return _static.TryGetValue(digest, out var user) ? user : _cache.Find(digest)?.User;
    }

    /// <summary>Judges a token for one of the wanted audiences, or for this server.</summary>
    public async ValueTask<TokenVerdict> JudgeAsync(
        string token, IReadOnlyList<string>? wanted, CancellationToken cancellationToken)
    {
        if (token.Length is 0 or > BearerToken.LengthMax)
        {
            return TokenVerdict.Unknown;
        }

        var digest = TokenDigest.Of(token);
        if (_static.TryGetValue(digest, out var user))
        {
            return TokenVerdict.OfServer(user, wanted ?? Audiences, Audiences);
        }

        if (wanted is null && _cache.Find(digest) is { } known)
        {
            return known;
        }

        List<string>? problems = null;
        foreach (var other in _others)
        {
            var verdict = await other.JudgeAsync(token, wanted ?? Audiences, cancellationToken);
            if (verdict.User is not null)
            {
                if (wanted is null)
                {
                    _cache.Add(digest, verdict);
                }

                return verdict;
            }

            if (verdict.Problem.Length > 0)
            {
                (problems ??= []).Add(verdict.Problem);
            }
        }

        return problems is null ? TokenVerdict.Unknown : TokenVerdict.Refused(string.Join(", ", problems));
    }
}
