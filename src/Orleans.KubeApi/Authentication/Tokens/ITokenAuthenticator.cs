namespace Orleans.KubeApi.Authentication.Tokens;

/// <summary>
/// One kind of token. Must be safe for any text, must not call anybody because of what an unverified token says, and refuses on any error;
/// only "this server can't tell now" is thrown, as a <see cref="Objects.StatusException"/>.
/// </summary>
internal interface ITokenAuthenticator
{
    /// <summary>Judges a token for one of the wanted audiences; <see cref="TokenVerdict.Unknown"/> if it is of another kind.</summary>
    ValueTask<TokenVerdict> JudgeAsync(string token, IReadOnlyList<string> wanted, CancellationToken cancellationToken);
}
