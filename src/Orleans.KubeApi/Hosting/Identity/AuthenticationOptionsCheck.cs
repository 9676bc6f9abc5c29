using Orleans.KubeApi.Authentication.Jwt;

namespace Orleans.KubeApi.Hosting.Identity;

/// <summary>What is wrong with the options of authentication and with the files that they name.</summary>
internal static class AuthenticationOptionsCheck
{
    private static readonly TimeSpan ShortestMax = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestMax = TimeSpan.FromSeconds(1L << 32);

    /// <summary>Adds the complaints.</summary>
    public static void Check(KubeApiOptions options, List<string> errors)
    {
        var own = options.Authentication;
        var known = errors.Count;
        foreach (var (option, file) in Files(own))
        {
            if (file.Length > 0 && !File.Exists(file))
            {
                errors.Add($"{option}: {file} does not exist");
            }
        }

        CheckAccounts(options, errors);
        CheckOidc(own, errors);
        if (own.WebhookVersion is not ("v1" or "v1beta1"))
        {
            errors.Add("--authentication-token-webhook-version must be v1 or v1beta1");
        }

        if (own.WebhookCacheTtl < TimeSpan.Zero)
        {
            errors.Add("--authentication-token-webhook-cache-ttl must not be negative");
        }

        if (own.RequestHeaderClientCaFile.Length > 0 && OptionLists.Split(own.RequestHeaderUsernameHeaders).Length == 0)
        {
            errors.Add("--requestheader-client-ca-file needs --requestheader-username-headers");
        }

        if (errors.Count == known)
        {
            CheckContents(options, errors);
        }
    }

    private static void CheckContents(KubeApiOptions options, List<string> errors)
    {
        if (options.TokenAuthFile.Length > 0 && !File.Exists(options.TokenAuthFile))
        {
            return; // that was said with the other files
        }

        try
        {
            AuthenticationSetup.Check(options);
        }
        catch (KubeApiOptionsException wrong)
        {
            errors.Add(wrong.Message);
        }
    }

    private static (string Option, string File)[] Files(KubeApiAuthenticationOptions own) =>
    [
        ("--requestheader-client-ca-file", own.RequestHeaderClientCaFile),
        ("--oidc-ca-file", own.OidcCaFile),
        ("--authentication-config", own.ConfigFile),
        ("--authentication-token-webhook-config-file", own.WebhookConfigFile),
    ];

    private static void CheckAccounts(KubeApiOptions options, List<string> errors)
    {
        var own = options.Authentication;
        var issuers = OptionLists.Issuers(options);
        if (issuers.Length == 0)
        {
            errors.Add("--service-account-issuer must not be empty");
        }

        if (issuers.FirstOrDefault(i => i.Contains(':', StringComparison.Ordinal) && !Uri.TryCreate(i, UriKind.Absolute, out _)) is { } bad)
        {
            errors.Add($"--service-account-issuer: \"{bad}\" contains a ':' but is no URL");
        }

        if (own.ServiceAccountMaxTokenExpiration != TimeSpan.Zero
            && (own.ServiceAccountMaxTokenExpiration < ShortestMax || own.ServiceAccountMaxTokenExpiration > LongestMax))
        {
            errors.Add("--service-account-max-token-expiration must be between 1h and 2^32 seconds");
        }

        if (own.ServiceAccountJwksUri.Length > 0 && !IsHttps(own.ServiceAccountJwksUri))
        {
            errors.Add("--service-account-jwks-uri must be an https address");
        }
    }

    private static void CheckOidc(KubeApiAuthenticationOptions own, List<string> errors)
    {
        if (own.OidcIssuerUrl.Length > 0 != own.OidcClientId.Length > 0)
        {
            errors.Add("--oidc-issuer-url and --oidc-client-id must be specified together");
        }

        if (own.OidcIssuerUrl.Length == 0)
        {
            return;
        }

        if (!IsHttps(own.OidcIssuerUrl))
        {
            errors.Add("--oidc-issuer-url must be an https address");
        }

        if (own.ConfigFile.Length > 0)
        {
            errors.Add("--authentication-config and --oidc-… can't be used together");
        }

        if (OptionLists.Split(own.OidcSigningAlgs) is not { Length: > 0 } algorithms
            || !Array.TrueForAll(algorithms, a => JwtIssuerRules.Asymmetric.Contains(a)))
        {
            errors.Add("--oidc-signing-algs must be among " + string.Join(", ", JwtIssuerRules.Asymmetric));
        }

        if (!Array.TrueForAll(OptionLists.Split(own.OidcRequiredClaim), c => c.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            errors.Add("--oidc-required-claim must be claim=value");
        }
    }

    private static bool IsHttps(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == "https";
}
