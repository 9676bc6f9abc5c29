using System.Collections.Frozen;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.Jwt;

/// <summary>
/// A file of kind AuthenticationConfiguration (apiserver.config.k8s.io/v1, v1beta1): issuers of JWTs, and where anonymous requests are
/// allowed. Expressions in CEL aren't evaluated by this server: a file with one is refused, never half obeyed.
/// </summary>
/// <param name="Issuers">The issuers.</param>
/// <param name="Anonymous">Null if the file doesn't say.</param>
internal sealed record AuthenticationConfiguration(IReadOnlyList<JwtIssuerRules> Issuers, AnonymousRules? Anonymous)
{
    private const int IssuersMax = 64;
    private const string Group = "apiserver.config.k8s.io/";

    /// <summary>Reads a file's tree.</summary>
    /// <param name="tree">The document.</param>
    /// <param name="ownIssuers">Issuers of this server's own tokens, which nobody else may be.</param>
    /// <exception cref="FormatException">All complaints, one after the other.</exception>
    public static AuthenticationConfiguration Read(Node tree, IReadOnlyList<string> ownIssuers)
    {
        var root = ConfigurationReader.Root(tree, nameof(AuthenticationConfiguration), Group + "v1", Group + "v1beta1");
        var reader = new ConfigurationReader();
        reader.Known(root, "", "kind", "apiVersion", "jwt", "anonymous");
        var issuers = new List<JwtIssuerRules>();
        foreach (var (item, path) in reader.Objects(root, "jwt", ""))
        {
            issuers.Add(Issuer(item, path, reader, ownIssuers));
        }

        reader.Check(issuers.Count <= IssuersMax, "jwt", $"must have at most {IssuersMax} items");
        foreach (var twice in issuers.GroupBy(i => i.Url).Where(g => g.Count() > 1))
        {
            reader.Complain("jwt", $"duplicate issuer.url {GoText.Quote(twice.Key)}");
        }

        foreach (var twice in issuers.Where(i => i.DiscoveryUrl.Length > 0).GroupBy(i => i.DiscoveryUrl).Where(g => g.Count() > 1))
        {
            reader.Complain("jwt", $"duplicate issuer.discoveryURL {GoText.Quote(twice.Key)}");
        }

        var anonymous = root["anonymous"] is null or NullNode ? null : ReadAnonymous(reader.Object(root, "anonymous", ""), reader);
        reader.ThrowIfWrong();
        return new AuthenticationConfiguration(issuers, anonymous);
    }

    private static JwtIssuerRules Issuer(ObjectNode item, string path, ConfigurationReader reader, IReadOnlyList<string> ownIssuers)
    {
        reader.Known(item, path, "issuer", "claimValidationRules", "claimMappings", "userValidationRules");
        var issuer = reader.Object(item, "issuer", path);
        var at = path + ".issuer";
        reader.Known(
            issuer, at, "url", "discoveryURL", "certificateAuthority", "audiences", "audienceMatchPolicy", "egressSelectorType");
        var url = reader.Text(issuer, "url", at);
        var discovery = reader.Text(issuer, "discoveryURL", at);
        reader.Address(url, at + ".url");
        reader.Check(
            !ownIssuers.Contains(url), at + ".url", "URL must not overlap with disallowed issuers: " + string.Join(", ", ownIssuers));
        if (discovery.Length > 0)
        {
            reader.Address(discovery, at + ".discoveryURL");
            reader.Check(discovery.TrimEnd('/') != url.TrimEnd('/'), at + ".discoveryURL", "discoveryURL must be different from URL");
        }

        reader.Check(!issuer.Has("egressSelectorType"), at + ".egressSelectorType", "egress selectors aren't supported by this server");
        if (reader.Objects(item, "userValidationRules", path).Any())
        {
            reader.Expression(path + ".userValidationRules");
        }

        var (name, prefix) = Mapping(item, "username", path, reader, isRequired: true);
        var (groups, groupsPrefix) = Mapping(item, "groups", path, reader, isRequired: false);
        return new JwtIssuerRules
        {
            Url = url,
            DiscoveryUrl = discovery,
            CertificateAuthority = Authority(issuer, at, reader),
            Audiences = Audiences(issuer, at, reader),
            UsernameClaim = name,
            UsernamePrefix = prefix,
            GroupsClaim = groups,
            GroupsPrefix = groupsPrefix,
            UidClaim = Uid(item, path, reader),
            Required = Required(item, path, reader),
        };
    }

    private static string Authority(ObjectNode issuer, string path, ConfigurationReader reader)
    {
        var pem = reader.Text(issuer, "certificateAuthority", path);
        try
        {
            return pem.Length == 0 || JwtAuthenticator.Import(pem).Count > 0 ? pem : "";
        }
        catch (FormatException wrong)
        {
            reader.Complain(path + ".certificateAuthority", wrong.Message);
            return "";
        }
    }

    private static List<string> Audiences(ObjectNode issuer, string path, ConfigurationReader reader)
    {
        var audiences = reader.Texts(issuer, "audiences", path);
        var policy = reader.Text(issuer, "audienceMatchPolicy", path);
        reader.Check(audiences.Count > 0, path + ".audiences", $"at least one {path}.audiences is required");
        reader.Check(audiences.TrueForAll(a => a.Length > 0), path + ".audiences", "must not be empty");
        reader.Check(audiences.Distinct().Count() == audiences.Count, path + ".audiences", "must not repeat");
        reader.Check(audiences.Count < 2 || policy == "MatchAny", path + ".audienceMatchPolicy",
            "audienceMatchPolicy must be MatchAny for multiple audiences");
        reader.Check(policy is "" or "MatchAny", path + ".audienceMatchPolicy", "audienceMatchPolicy must be empty or MatchAny");
        return audiences;
    }

    private static (string Claim, string Prefix) Mapping(
        ObjectNode item, string name, string path, ConfigurationReader reader, bool isRequired)
    {
        var mappings = reader.Optional(item, "claimMappings", path);
        reader.Known(mappings, path + ".claimMappings", "username", "groups", "uid", "extra");
        if (reader.Objects(mappings, "extra", path + ".claimMappings").Any())
        {
            reader.Expression(path + ".claimMappings.extra");
        }

        var at = $"{path}.claimMappings.{name}";
        var mapping = reader.Optional(mappings, name, path + ".claimMappings");
        reader.Known(mapping, at, "claim", "prefix", "expression");
        if (mapping.Has("expression"))
        {
            reader.Expression(at + ".expression");
        }

        var claim = reader.Text(mapping, "claim", at);
        var prefix = reader.Text(mapping, "prefix", at);
        reader.Check(claim.Length > 0 || !isRequired || mapping.Has("expression"), at, "claim or expression is required");
        reader.Check(claim.Length == 0 || mapping["prefix"] is not (null or NullNode), at + ".prefix",
            "prefix is required when claim is set. It can be set to an empty string to disable prefixing");
        reader.Check(claim.Length > 0 || mapping["prefix"] is null or NullNode, at + ".prefix", "prefix can't be set without a claim");
        return (claim, prefix);
    }

    private static string Uid(ObjectNode item, string path, ConfigurationReader reader)
    {
        var at = path + ".claimMappings.uid";
        var uid = reader.Optional(item.Object("claimMappings") ?? [], "uid", path + ".claimMappings");
        reader.Known(uid, at, "claim", "expression");
        if (uid.Has("expression"))
        {
            reader.Expression(at + ".expression");
        }

        return reader.Text(uid, "claim", at);
    }

    private static List<KeyValuePair<string, string>> Required(ObjectNode item, string path, ConfigurationReader reader)
    {
        var rules = new List<KeyValuePair<string, string>>();
        foreach (var (rule, at) in reader.Objects(item, "claimValidationRules", path))
        {
            reader.Known(rule, at, "claim", "requiredValue", "expression", "message");
            if (rule.Has("expression"))
            {
                reader.Expression(at + ".expression");
                continue;
            }

            var claim = reader.Text(rule, "claim", at);
            reader.Check(claim.Length > 0, at, "claim or expression is required");
            reader.Check(!rule.Has("message"), at + ".message", "may not be specified when claim is set");
            reader.Check(rules.TrueForAll(r => r.Key != claim), at + ".claim", $"duplicate claim {GoText.Quote(claim)}");
            rules.Add(KeyValuePair.Create(claim, reader.Text(rule, "requiredValue", at)));
        }

        return rules;
    }

    private static AnonymousRules ReadAnonymous(ObjectNode anonymous, ConfigurationReader reader)
    {
        reader.Known(anonymous, "anonymous", "enabled", "conditions");
        var isEnabled = anonymous["enabled"] is BoolNode { Value: true };
        reader.Check(anonymous["enabled"] is BoolNode, "anonymous.enabled", "must be true or false");
        var paths = new List<string>();
        foreach (var (condition, at) in reader.Objects(anonymous, "conditions", "anonymous"))
        {
            reader.Known(condition, at, "path");
            paths.Add(condition.Text("path") ?? "");
            reader.Check(paths[^1].Length > 0, at + ".path", "must be a text");
        }

        reader.Check(isEnabled || paths.Count == 0, "anonymous.conditions", "enabled should be set to true when conditions are defined");
        return new AnonymousRules(isEnabled, paths.Count == 0 ? null : paths.ToFrozenSet(StringComparer.Ordinal));
    }
}
