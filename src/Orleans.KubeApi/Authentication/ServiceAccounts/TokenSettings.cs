namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>Who issues service-account tokens, for whom, and with which keys.</summary>
/// <param name="Issuer">The <c>iss</c> of new tokens, and the only one that is believed.</param>
/// <param name="Audiences">Who this server is; tokens for nobody in particular are for it.</param>
/// <param name="Signing">Signs new tokens.</param>
/// <param name="Trusted">All keys whose signatures count, the signing key among them.</param>
internal sealed record TokenSettings(string Issuer, IReadOnlyList<string> Audiences, TokenKey Signing, IReadOnlyList<TokenKey> Trusted);
