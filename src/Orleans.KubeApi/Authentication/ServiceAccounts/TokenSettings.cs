namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>Who issues service-account tokens, for whom, and with which keys.</summary>
/// <param name="Issuer">The <c>iss</c> of new tokens.</param>
/// <param name="Audiences">Who this server is; tokens for nobody in particular are for it.</param>
/// <param name="Signing">Signs new tokens.</param>
/// <param name="Trusted">All keys whose signatures count, the signing key among them.</param>
internal sealed record TokenSettings(string Issuer, IReadOnlyList<string> Audiences, TokenKey Signing, IReadOnlyList<TokenKey> Trusted)
{
    /// <summary>Issuers whose tokens are believed besides: earlier names of this one.</summary>
    public IReadOnlyList<string> MoreIssuers { get; init; } = [];

    /// <summary>The longest life of a new token; longer wishes are shortened. Null for no bound.</summary>
    public TimeSpan? MaxExpiration { get; init; }

    /// <summary>Whether the tokens that kubelets ask for go on working for a year.</summary>
    public bool ExtendsExpiration { get; init; } = true;

    /// <summary>Whether tokens of this issuer are believed.</summary>
    public bool Believes(string issuer) => issuer == Issuer || MoreIssuers.Contains(issuer);
}
