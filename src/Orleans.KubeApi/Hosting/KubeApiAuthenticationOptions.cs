namespace Orleans.KubeApi.Hosting;

/// <summary>
/// Ways to authenticate besides client certificates, static tokens and service accounts. Names and defaults are those of kube-apiserver's
/// flags; lists are separated by commas.
/// </summary>
public sealed class KubeApiAuthenticationOptions
{
    /// <summary>PEM file with the authorities of front proxies, which name their users in headers. Empty: there are none.</summary>
    public string RequestHeaderClientCaFile { get; set; } = "";

    /// <summary>Common names that may be front proxies. Empty: all of these authorities.</summary>
    public string RequestHeaderAllowedNames { get; set; } = "";

    /// <summary>Headers with the user's name.</summary>
    public string RequestHeaderUsernameHeaders { get; set; } = "X-Remote-User";

    /// <summary>Headers with the user's uid.</summary>
    public string RequestHeaderUidHeaders { get; set; } = "X-Remote-Uid";

    /// <summary>Headers with the user's groups.</summary>
    public string RequestHeaderGroupHeaders { get; set; } = "X-Remote-Group";

    /// <summary>Beginnings of the names of headers with more about the user.</summary>
    public string RequestHeaderExtraHeadersPrefix { get; set; } = "X-Remote-Extra-";

    /// <summary>Whether Secrets of type bootstrap.kubernetes.io/token are tokens.</summary>
    public bool EnableBootstrapTokenAuth { get; set; }

    /// <summary>Issuer of OpenID Connect tokens. Empty: none by flags.</summary>
    public string OidcIssuerUrl { get; set; } = "";

    /// <summary>The audience of its tokens.</summary>
    public string OidcClientId { get; set; } = "";

    /// <summary>PEM file with the authorities of its server. Empty: the system's.</summary>
    public string OidcCaFile { get; set; } = "";

    /// <summary>The claim with the user's name.</summary>
    public string OidcUsernameClaim { get; set; } = "sub";

    /// <summary>Before the name; <c>-</c> for nothing. Empty: the issuer and #, unless the claim is the e-mail address.</summary>
    public string OidcUsernamePrefix { get; set; } = "";

    /// <summary>The claim with the user's groups. Empty: none.</summary>
    public string OidcGroupsClaim { get; set; } = "";

    /// <summary>Before each group.</summary>
    public string OidcGroupsPrefix { get; set; } = "";

    /// <summary>Algorithms of signatures that count.</summary>
    public string OidcSigningAlgs { get; set; } = "RS256";

    /// <summary>Claims that must be there: <c>claim=value</c>.</summary>
    public string OidcRequiredClaim { get; set; } = "";

    /// <summary>File of kind AuthenticationConfiguration; read again when it changes.</summary>
    public string ConfigFile { get; set; } = "";

    /// <summary>kubeconfig of a service that knows tokens. Empty: none.</summary>
    public string WebhookConfigFile { get; set; } = "";

    /// <summary>The version of TokenReview that it speaks: <c>v1</c> or <c>v1beta1</c>.</summary>
    public string WebhookVersion { get; set; } = "v1beta1";

    /// <summary>How long its answers are remembered.</summary>
    public TimeSpan WebhookCacheTtl { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest life of a service-account token. Zero: no bound.</summary>
    public TimeSpan ServiceAccountMaxTokenExpiration { get; set; }

    /// <summary>Whether the tokens that kubelets ask for go on working for a year.</summary>
    public bool ServiceAccountExtendTokenExpiration { get; set; } = true;

    /// <summary>Where others find the keys of service-account tokens. Empty: at this server.</summary>
    public string ServiceAccountJwksUri { get; set; } = "";
}
