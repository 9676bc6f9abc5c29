using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Nodes;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Authorization.Webhooks;
using Orleans.KubeApi.Hosting.Clients;
using Orleans.KubeApi.Hosting.Identity;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Resources.Bootstrapping;

namespace Orleans.KubeApi.Hosting.Access;

/// <summary>Builds the chain of authorizers from the options, and anew when its file changes. A question is judged by one chain.</summary>
internal sealed partial class AuthorizationSetup : IRulesAuthorizer
{
    private const string ConfigOption = "--authorization-config";
    private const string WebhookOption = "--authorization-webhook-config-file";
    private readonly KubeApiAuthorizationOptions _options;
    private readonly RbacAuthorizer _rbac;
    private readonly NodeAuthorizer _node;
    private readonly TimeProvider _time;
    private AuthorizerChain _chain;

    /// <summary>Reads the options and the files that they name.</summary>
    /// <exception cref="KubeApiOptionsException">One of them can't be used.</exception>
    public AuthorizationSetup(
        KubeApiOptions options, PolicyFeed policy, NodeObjects objects, TimeProvider time, ILogger<AuthorizationSetup> logger)
    {
        _options = options.Authorization;
        _time = time;
        _rbac = new RbacAuthorizer(policy);
        var rules = AccessObjects.All().Find(o => o.Resource.Resource == "clusterroles" && o.Name == "system:node")!;
        _node = new NodeAuthorizer(objects, PolicyRule.Of(rules.Body));
        _chain = Configure();
        if (OptionLists.Split(_options.Mode).Contains(nameof(AuthorizerKind.AlwaysAllow)))
        {
            AlwaysAllowWarning(logger);
        }
    }

    /// <summary>Reads the files that the options name, before anything is opened.</summary>
    /// <exception cref="KubeApiOptionsException">One of them can't be used.</exception>
    public static void Check(KubeApiAuthorizationOptions options)
    {
        var isByFile = options.ConfigFile.Length > 0;
        var files = isByFile ? ByFile(options.ConfigFile).Where(a => a.Webhook is not null).Select(a => a.KubeconfigFile)
            : options.WebhookConfigFile.Length > 0 ? [options.WebhookConfigFile] : [];
        foreach (var file in files)
        {
            KubeconfigFile.Read(isByFile ? ConfigOption : WebhookOption, file);
        }
    }

    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken) =>
        Volatile.Read(ref _chain).AuthorizeAsync(user, attributes, cancellationToken);

    /// <inheritdoc/>
    public UserRules RulesFor(UserInfo user, string ns) => Volatile.Read(ref _chain).RulesFor(user, ns);

    /// <summary>Reads the configuration file again and puts it in force.</summary>
    /// <exception cref="KubeApiOptionsException">It can't be used; what was in force stays so.</exception>
    public void Reload() => Volatile.Write(ref _chain, Configure());

    private AuthorizerChain Configure()
    {
        var paths = OptionLists.Split(_options.AlwaysAllowPaths);
        var authorizers = new List<IAuthorizer> { new MastersAuthorizer() };
        if (paths.Length > 0)
        {
            authorizers.Add(new PathAuthorizer(paths));
        }

        authorizers.AddRange((_options.ConfigFile.Length > 0 ? ByFile(_options.ConfigFile) : ByFlags()).Select(Create));
        return new AuthorizerChain(authorizers);
    }

    private IEnumerable<ConfiguredAuthorizer> ByFlags()
    {
        var webhook = new WebhookRules
        {
            Version = _options.WebhookVersion,
            AuthorizedLife = _options.WebhookCacheAuthorizedTtl,
            UnauthorizedLife = _options.WebhookCacheUnauthorizedTtl,
        };
        return OptionLists.Split(_options.Mode.Length > 0 ? _options.Mode : "Node,RBAC").Select(Enum.Parse<AuthorizerKind>).Select(
            k => k == AuthorizerKind.Webhook
                ? new ConfiguredAuthorizer(k, webhook, _options.WebhookConfigFile) : new ConfiguredAuthorizer(k));
    }

    private static IReadOnlyList<ConfiguredAuthorizer> ByFile(string file)
    {
        try
        {
            return AuthorizationConfiguration.Read(YamlReader.Read(File.ReadAllBytes(file)));
        }
        catch (Exception wrong) when (wrong is FormatException or YamlTextException or IOException or UnauthorizedAccessException)
        {
            throw new KubeApiOptionsException($"{ConfigOption}: {file}: {wrong.Message}", wrong);
        }
    }

    private IAuthorizer Create(ConfiguredAuthorizer configured)
    {
        if (configured.Webhook is { } rules)
        {
            var option = _options.ConfigFile.Length > 0 ? ConfigOption : WebhookOption;
            var (client, address) = KubeconfigFile.Read(option, configured.KubeconfigFile).CreateClient();
            return new WebhookAuthorizer(client, address, rules, _time);
        }

        return configured.Kind switch
        {
            AuthorizerKind.Node => _node,
            AuthorizerKind.RBAC => _rbac,
            _ => new AlwaysAuthorizer(configured.Kind == AuthorizerKind.AlwaysAllow),
        };
    }

    [LoggerMessage(5310, LogLevel.Warning,
        "INSECURE: --authorization-mode=AlwaysAllow: everybody may do everything, also who did not authenticate")]
    private static partial void AlwaysAllowWarning(ILogger logger);
}
