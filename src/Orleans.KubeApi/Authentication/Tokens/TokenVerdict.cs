namespace Orleans.KubeApi.Authentication.Tokens;

/// <summary>What became of a token.</summary>
/// <param name="User">Whose it is, null if it is refused.</param>
/// <param name="Audiences">Which of the wanted audiences the token is for.</param>
/// <param name="Problem">Why it is refused, in the original's words; "" if it is simply not known.</param>
internal sealed record TokenVerdict(UserInfo? User, IReadOnlyList<string> Audiences, string Problem)
{
    /// <summary>Somebody else's token, or nobody's.</summary>
    public static TokenVerdict Unknown { get; } = new(null, [], "");

    /// <summary>
    /// Whether the verdict still holds, where more than time can end it; must be cheap. Null where a short while of delay is accepted.
    /// </summary>
    public Func<bool>? Holds { get; init; }

    /// <summary>When the token ends by itself, if it says so: nobody remembers the verdict for longer.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>A refusal with a reason.</summary>
    public static TokenVerdict Refused(string problem) => new(null, [], problem);

    /// <summary>
    /// The verdict on a known token that names no audience: it is for this server, so one of the wanted audiences must be this server's.
    /// </summary>
    public static TokenVerdict OfServer(UserInfo user, IReadOnlyList<string> wanted, IReadOnlyList<string> own)
    {
        var fitting = wanted.Where(own.Contains).ToList();
        return fitting.Count > 0 ? new TokenVerdict(user, fitting, "") : Unknown;
    }
}
