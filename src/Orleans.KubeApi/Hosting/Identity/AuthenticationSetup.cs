using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authentication.Certificates;
using Orleans.KubeApi.Authentication.Jwt;
using Orleans.KubeApi.Authentication.Tokens;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Hosting.Certificates;
using Orleans.KubeApi.Hosting.Clients;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.Negotiation;

namespace Orleans.KubeApi.Hosting.Identity;

/// <summary>Builds the chain of authenticators from the options, and parts of it anew when a file changes.</summary>
internal sealed partial class AuthenticationSetup
{
    private const string ConfigOption = "--authentication-config";
    private const string WebhookOption = "--authentication-token-webhook-config-file";
    private readonly KubeApiOptions _options;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _audiences;
    private readonly IReadOnlyList<(string Token, UserInfo User)> _static;
    private readonly List<ITokenAuthenticator> _before = [];
    private readonly List<ITokenAuthenticator> _after = [];

    /// <summary>Reads the files that the options name.</summary>
    /// <exception cref="KubeApiOptionsException">One of them can't be used.</exception>
    public AuthenticationSetup(
        KubeApiOptions options, AccountIdentity identity, ICollectionCaches caches, CertificateHolder certificates, TimeProvider time,
        ILogger<AuthenticationSetup> logger)
    {
        _options = options;
        _time = time;
        _audiences = OptionLists.Audiences(options);
        _static = StaticTokens(options.TokenAuthFile);
        if (options.TokenAuthFile.Length > 0)
        {
            StaticTokensWarning(logger, options.TokenAuthFile);
        }

        Accounts = new AccountTokens(() => identity.Authenticator, caches);
        _before.Add(Accounts);
        if (options.Authentication.EnableBootstrapTokenAuth)
        {
            _before.Add(new BootstrapTokenAuthenticator(new CachedObjects(caches), _audiences, time));
        }

        if (options.Authentication.WebhookConfigFile.Length > 0)
        {
            _after.Add(Webhook(options.Authentication));
        }

        var (tokens, anonymous) = Configure();
        Authenticator = new RequestAuthenticator(Proxy(options.Authentication), Trust(certificates.Current), tokens, anonymous);
        certificates.Changed += now => Authenticator.Trust = Trust(now);
    }

    /// <summary>The chain.</summary>
    public RequestAuthenticator Authenticator { get; }

    /// <summary>Tokens of service accounts.</summary>
    public AccountTokens Accounts { get; }

    /// <summary>Reads the configuration file again and puts it in force.</summary>
    /// <exception cref="KubeApiOptionsException">It can't be used; what was in force stays so.</exception>
    public void Reload() => (Authenticator.Tokens, Authenticator.Anonymous) = Configure();

    /// <summary>Reads the files that the options name, before anything is opened.</summary>
    /// <exception cref="KubeApiOptionsException">One of them can't be used.</exception>
    public static void Check(KubeApiOptions options)
    {
        _ = StaticTokens(options.TokenAuthFile);
        _ = FromFile(options);
        if (options.Authentication.OidcIssuerUrl.Length > 0)
        {
            _ = ByFlags(options.Authentication);
        }

        if (options.Authentication.WebhookConfigFile.Length > 0)
        {
            KubeconfigFile.Read(WebhookOption, options.Authentication.WebhookConfigFile);
        }
    }

    private (TokenChain Tokens, AnonymousRules Anonymous) Configure()
    {
        var flags = _options.AnonymousAuth ? AnonymousRules.Everywhere : AnonymousRules.Nowhere;
        return FromFile(_options) is { } configuration ? (Chain(configuration.Issuers), configuration.Anonymous ?? flags)
            : (Chain(_options.Authentication.OidcIssuerUrl.Length > 0 ? [ByFlags(_options.Authentication)] : []), flags);
    }

    private static AuthenticationConfiguration? FromFile(KubeApiOptions options)
    {
        var file = options.Authentication.ConfigFile;
        if (file.Length == 0)
        {
            return null;
        }

        AuthenticationConfiguration configuration;
        try
        {
            configuration = AuthenticationConfiguration.Read(YamlReader.Read(File.ReadAllBytes(file)), OptionLists.Issuers(options));
        }
        catch (Exception wrong) when (wrong is FormatException or YamlTextException or IOException or UnauthorizedAccessException)
        {
            throw new KubeApiOptionsException($"{ConfigOption}: {file}: {wrong.Message}", wrong);
        }

        return configuration.Anonymous is null || options.AnonymousAuth ? configuration
            : throw new KubeApiOptionsException($"{ConfigOption}: {file} says anonymous, so --anonymous-auth must not be set");
    }

    private TokenChain Chain(IEnumerable<JwtIssuerRules> issuers)
    {
        var authenticators = issuers.Select(i => new JwtAuthenticator(i, _audiences, _time)).ToList();
        foreach (var authenticator in authenticators)
        {
            _ = authenticator.PrepareAsync(CancellationToken.None);
        }

        return new TokenChain(_static, [.. _before, .. authenticators, .. _after], _audiences, _time);
    }

    private static JwtIssuerRules ByFlags(KubeApiAuthenticationOptions own)
    {
        try
        {
            var authority = own.OidcCaFile.Length > 0 ? File.ReadAllText(own.OidcCaFile) : "";
            _ = authority.Length == 0 ? null : JwtAuthenticator.Import(authority);
            return new JwtIssuerRules
            {
                Url = own.OidcIssuerUrl,
                CertificateAuthority = authority,
                Audiences = [own.OidcClientId],
                Algorithms = OptionLists.Split(own.OidcSigningAlgs),
                UsernameClaim = own.OidcUsernameClaim,
                UsernamePrefix = own.OidcUsernamePrefix switch
                {
                    "-" => "",
                    "" when own.OidcUsernameClaim != "email" => own.OidcIssuerUrl + "#",
                    var prefix => prefix,
                },
                GroupsClaim = own.OidcGroupsClaim,
                GroupsPrefix = own.OidcGroupsPrefix,
                Required = [.. OptionLists.Split(own.OidcRequiredClaim).Select(c => c.Split('=', 2))
                    .Select(c => KeyValuePair.Create(c[0], c[1]))],
            };
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new KubeApiOptionsException($"--oidc-ca-file: {wrong.Message}", wrong);
        }
    }

    private static FrontProxy Proxy(KubeApiAuthenticationOptions own) => new()
    {
        AllowedNames = OptionLists.Split(own.RequestHeaderAllowedNames),
        UserHeaders = OptionLists.Split(own.RequestHeaderUsernameHeaders),
        UidHeaders = OptionLists.Split(own.RequestHeaderUidHeaders),
        GroupHeaders = OptionLists.Split(own.RequestHeaderGroupHeaders),
        ExtraPrefixes = OptionLists.Split(own.RequestHeaderExtraHeadersPrefix),
    };

    private CertificateTrust Trust(ServerCertificates certificates) =>
        new(certificates.ClientAuthorities, certificates.ProxyAuthorities, _time);

    private WebhookTokenAuthenticator Webhook(KubeApiAuthenticationOptions own)
    {
        var (client, address) = KubeconfigFile.Read(WebhookOption, own.WebhookConfigFile).CreateClient();
        return new WebhookTokenAuthenticator(client, address, own.WebhookVersion, own.WebhookCacheTtl, _audiences, _time);
    }

    private static IReadOnlyList<(string Token, UserInfo User)> StaticTokens(string file)
    {
        try
        {
            return file.Length == 0 ? [] : TokenFile.Parse(File.ReadAllText(file));
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new KubeApiOptionsException($"--token-auth-file: {wrong.Message}", wrong);
        }
    }

    [LoggerMessage(5301, LogLevel.Warning,
        "INSECURE: --token-auth-file {File}: static tokens never expire and can't be revoked without a restart; use certificates, service "
        + "accounts or OpenID Connect instead")]
    private static partial void StaticTokensWarning(ILogger logger, string file);
}
