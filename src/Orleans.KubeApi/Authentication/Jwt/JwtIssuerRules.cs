namespace Orleans.KubeApi.Authentication.Jwt;

/// <summary>What one issuer of OpenID Connect says about users, and which of it is believed.</summary>
internal sealed record JwtIssuerRules
{
    /// <summary>The algorithms that sign with a key pair: a token signed with a shared secret, or not at all, is never believed.</summary>
    public static readonly IReadOnlyList<string> Asymmetric =
        ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"];

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public required string Url { get; init; }

    /// <summary>Where its document is, if not below <see cref="Url"/>.</summary>
    public string DiscoveryUrl { get; init; } = "";

    /// <summary>PEM of the authorities of its server; empty: the system's.</summary>
    public string CertificateAuthority { get; init; } = "";

    /// <summary>One of these must be among the token's audiences.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>Algorithms of signatures that count.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = Asymmetric;

    public required string UsernameClaim { get; init; }

    public string UsernamePrefix { get; init; } = "";

    /// <summary>Empty: tokens tell no groups.</summary>
    public string GroupsClaim { get; init; } = "";

    public string GroupsPrefix { get; init; } = "";

    /// <summary>Empty: tokens tell no uid.</summary>
    public string UidClaim { get; init; } = "";

    /// <summary>Claims that must be there with these values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Required { get; init; } = [];

    /// <summary>The address of its document.</summary>
    public string DocumentAddress =>
        DiscoveryUrl.Length > 0 ? DiscoveryUrl : $"{Url.TrimEnd('/')}/.well-known/openid-configuration";
}
