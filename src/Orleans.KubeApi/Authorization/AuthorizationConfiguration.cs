using Orleans.KubeApi.Authorization.Webhooks;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization;

/// <summary>
/// A file of kind AuthorizationConfiguration (apiserver.config.k8s.io/v1, v1beta1): the authorizers in their order. Match conditions in CEL
/// aren't evaluated by this server: a file with one is refused, never half obeyed.
/// </summary>
internal static class AuthorizationConfiguration
{
    private const string Group = "apiserver.config.k8s.io/";
    private const int AuthorizersMax = 32;
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromSeconds(30);

    /// <summary>Reads a file's tree.</summary>
    /// <exception cref="FormatException">All complaints, one after the other.</exception>
    public static IReadOnlyList<ConfiguredAuthorizer> Read(Node tree)
    {
        var root = ConfigurationReader.Root(tree, nameof(AuthorizationConfiguration), Group + "v1", Group + "v1beta1");
        var reader = new ConfigurationReader();
        reader.Known(root, "", "kind", "apiVersion", "authorizers");
        var found = new List<ConfiguredAuthorizer>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (item, path) in reader.Objects(root, "authorizers", ""))
        {
            var kind = Kind(item, path, reader);
            reader.Check(names.Add(reader.Text(item, "name", path)), $"{path}.name", "must be unique");
            reader.Check(kind == AuthorizerKind.Webhook || !found.Exists(f => f.Kind == kind), $"{path}.type", "must be there only once");
            found.Add(kind == AuthorizerKind.Webhook ? Webhook(item, path, reader) : new ConfiguredAuthorizer(kind));
        }

        reader.Check(found.Count is > 0 and <= AuthorizersMax, "authorizers", $"must have 1 to {AuthorizersMax} items");
        reader.ThrowIfWrong();
        return found;
    }

    private static AuthorizerKind Kind(ObjectNode item, string path, ConfigurationReader reader)
    {
        reader.Known(item, path, "type", "name", "webhook");
        reader.Check(item.Text("name") is { Length: > 0 }, $"{path}.name", "is required");
        switch (item.Text("type"))
        {
            case "Webhook":
                return AuthorizerKind.Webhook;
            case "Node" or "RBAC" or "AlwaysDeny":
                reader.Check(!item.Has("webhook"), $"{path}.webhook", "is only for type Webhook");
                return Enum.Parse<AuthorizerKind>(item.Text("type")!);
            case "AlwaysAllow":
                reader.Complain($"{path}.type", "AlwaysAllow would let everybody do everything; this server refuses it here");
                return AuthorizerKind.AlwaysDeny;
            default:
                reader.Complain($"{path}.type", "must be Node, RBAC, Webhook or AlwaysDeny");
                return AuthorizerKind.AlwaysDeny;
        }
    }

    private static ConfiguredAuthorizer Webhook(ObjectNode item, string path, ConfigurationReader reader)
    {
        var webhook = reader.Object(item, "webhook", path);
        var at = $"{path}.webhook";
        reader.Known(webhook, at, "authorizedTTL", "cacheAuthorizedRequests", "unauthorizedTTL", "cacheUnauthorizedRequests", "timeout",
            "subjectAccessReviewVersion", "matchConditionSubjectAccessReviewVersion", "failurePolicy", "connectionInfo", "matchConditions");
        if (reader.Objects(webhook, "matchConditions", at).Any())
        {
            reader.Complain($"{at}.matchConditions", "CEL expressions aren't supported by this server");
        }

        var timeout = Duration(webhook, "timeout", at, reader) ?? TimeSpan.Zero;
        reader.Check(timeout > TimeSpan.Zero && timeout <= TimeoutMax, $"{at}.timeout", "is required and must be at most 30s");
        var version = reader.Text(webhook, "subjectAccessReviewVersion", at);
        _ = reader.Text(webhook, "matchConditionSubjectAccessReviewVersion", at);
        reader.Check(version is "v1" or "v1beta1", $"{at}.subjectAccessReviewVersion", "must be v1 or v1beta1");
        var policy = webhook.Text("failurePolicy");
        reader.Check(policy is "NoOpinion" or "Deny", $"{at}.failurePolicy", "must be NoOpinion or Deny");
        var connection = reader.Object(webhook, "connectionInfo", at);
        reader.Known(connection, $"{at}.connectionInfo", "type", "kubeConfigFile");
        reader.Check(connection.Text("type") == "KubeConfigFile", $"{at}.connectionInfo.type", "must be KubeConfigFile");
        var file = connection.Text("kubeConfigFile") ?? "";
        reader.Check(Path.IsPathRooted(file), $"{at}.connectionInfo.kubeConfigFile", "must be an absolute path");
        return new ConfiguredAuthorizer(AuthorizerKind.Webhook, new WebhookRules
        {
            Version = version,
            Timeout = timeout,
            AuthorizedLife = Life(webhook, "cacheAuthorizedRequests", "authorizedTTL", TimeSpan.FromMinutes(5), at, reader),
            UnauthorizedLife = Life(webhook, "cacheUnauthorizedRequests", "unauthorizedTTL", TimeSpan.FromSeconds(30), at, reader),
            OnFailure = policy == "Deny" ? Decision.Deny : Decision.NoOpinion,
        }, file);
    }

    private static TimeSpan Life(
        ObjectNode webhook, string isOn, string name, TimeSpan usual, string path, ConfigurationReader reader)
    {
        var life = Duration(webhook, name, path, reader) ?? usual;
        reader.Check(life > TimeSpan.Zero, $"{path}.{name}", "must be positive");
        return reader.Flag(webhook, isOn, path) == false ? TimeSpan.Zero : life;
    }

    private static TimeSpan? Duration(ObjectNode node, string name, string path, ConfigurationReader reader)
    {
        if (!node.Has(name))
        {
            return null;
        }

        if (ShortDuration.Parse(node.Text(name) ?? "") is { } duration)
        {
            return duration;
        }

        reader.Complain($"{path}.{name}", "must be a duration such as 30s or 5m0s");
        return null;
    }
}
