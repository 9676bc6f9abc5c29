using Orleans.KubeApi.Authorization.Webhooks;

namespace Orleans.KubeApi.Authorization;

/// <summary>One authorizer of a configuration.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Webhook">How a webhook is asked; null for the others.</param>
/// <param name="KubeconfigFile">The file that says where the webhook is.</param>
internal sealed record ConfiguredAuthorizer(AuthorizerKind Kind, WebhookRules? Webhook = null, string KubeconfigFile = "");
