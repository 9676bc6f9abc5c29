using static Orleans.KubeApi.Server.Options.OptionForms;

namespace Orleans.KubeApi.Server.Options;

/// <summary>The options of authentication.</summary>
internal static class AuthenticationOptionTable
{
    /// <summary>The options in the order of the help.</summary>
    public static IReadOnlyList<ServerOption> All { get; } =
    [
        Text("authentication-config", "File of kind AuthenticationConfiguration: issuers of JWTs, anonymous paths",
            static o => o.Authentication.ConfigFile, static (o, v) => o.Authentication.ConfigFile = v),
        Text("authentication-token-webhook-config-file", "kubeconfig of a service that knows tokens",
            static o => o.Authentication.WebhookConfigFile, static (o, v) => o.Authentication.WebhookConfigFile = v),
        Text("authentication-token-webhook-version", "Version of TokenReview that it speaks (v1beta1)",
            static o => o.Authentication.WebhookVersion, static (o, v) => o.Authentication.WebhookVersion = v),
        Duration("authentication-token-webhook-cache-ttl", "How long its answers are remembered (2m0s)",
            static o => o.Authentication.WebhookCacheTtl, static (o, v) => o.Authentication.WebhookCacheTtl = v),
        Flag("enable-bootstrap-token-auth", "Secrets of type bootstrap.kubernetes.io/token are tokens (false)",
            static o => o.Authentication.EnableBootstrapTokenAuth, static (o, v) => o.Authentication.EnableBootstrapTokenAuth = v),
        Text("oidc-issuer-url", "Issuer of OpenID Connect tokens",
            static o => o.Authentication.OidcIssuerUrl, static (o, v) => o.Authentication.OidcIssuerUrl = v),
        Text("oidc-client-id", "Audience of its tokens",
            static o => o.Authentication.OidcClientId, static (o, v) => o.Authentication.OidcClientId = v),
        Text("oidc-ca-file", "PEM file with the authorities of its server (the system's)",
            static o => o.Authentication.OidcCaFile, static (o, v) => o.Authentication.OidcCaFile = v),
        Text("oidc-username-claim", "Claim with the user's name (sub)",
            static o => o.Authentication.OidcUsernameClaim, static (o, v) => o.Authentication.OidcUsernameClaim = v),
        Text("oidc-username-prefix", "Before the name, - for nothing (the issuer and #)",
            static o => o.Authentication.OidcUsernamePrefix, static (o, v) => o.Authentication.OidcUsernamePrefix = v),
        Text("oidc-groups-claim", "Claim with the user's groups",
            static o => o.Authentication.OidcGroupsClaim, static (o, v) => o.Authentication.OidcGroupsClaim = v),
        Text("oidc-groups-prefix", "Before each group",
            static o => o.Authentication.OidcGroupsPrefix, static (o, v) => o.Authentication.OidcGroupsPrefix = v),
        List("oidc-signing-algs", "Algorithms of signatures that count (RS256)",
            static o => o.Authentication.OidcSigningAlgs, static (o, v) => o.Authentication.OidcSigningAlgs = v),
        List("oidc-required-claim", "claim=value that a token must have; may be repeated",
            static o => o.Authentication.OidcRequiredClaim, static (o, v) => o.Authentication.OidcRequiredClaim = v),
        Text("requestheader-client-ca-file", "PEM file with the authorities of front proxies",
            static o => o.Authentication.RequestHeaderClientCaFile, static (o, v) => o.Authentication.RequestHeaderClientCaFile = v),
        List("requestheader-allowed-names", "Common names of front proxies (all of these authorities)",
            static o => o.Authentication.RequestHeaderAllowedNames, static (o, v) => o.Authentication.RequestHeaderAllowedNames = v),
        List("requestheader-username-headers", "Headers with the user's name (X-Remote-User)",
            static o => o.Authentication.RequestHeaderUsernameHeaders, static (o, v) => o.Authentication.RequestHeaderUsernameHeaders = v),
        List("requestheader-uid-headers", "Headers with the user's uid (X-Remote-Uid)",
            static o => o.Authentication.RequestHeaderUidHeaders, static (o, v) => o.Authentication.RequestHeaderUidHeaders = v),
        List("requestheader-group-headers", "Headers with the user's groups (X-Remote-Group)",
            static o => o.Authentication.RequestHeaderGroupHeaders, static (o, v) => o.Authentication.RequestHeaderGroupHeaders = v),
        List("requestheader-extra-headers-prefix", "Beginnings of headers with more about the user (X-Remote-Extra-)",
            static o => o.Authentication.RequestHeaderExtraHeadersPrefix,
            static (o, v) => o.Authentication.RequestHeaderExtraHeadersPrefix = v),
        Duration("service-account-max-token-expiration", "Longest life of service-account tokens (no bound)",
            static o => o.Authentication.ServiceAccountMaxTokenExpiration,
            static (o, v) => o.Authentication.ServiceAccountMaxTokenExpiration = v),
        Flag("service-account-extend-token-expiration", "Tokens that kubelets ask for work for a year (true)",
            static o => o.Authentication.ServiceAccountExtendTokenExpiration,
            static (o, v) => o.Authentication.ServiceAccountExtendTokenExpiration = v),
        Text("service-account-jwks-uri", "Where others find the keys of these tokens (at this server)",
            static o => o.Authentication.ServiceAccountJwksUri, static (o, v) => o.Authentication.ServiceAccountJwksUri = v),
    ];
}
