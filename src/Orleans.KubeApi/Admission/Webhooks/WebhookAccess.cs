namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>The credentials for each kind of webhooks; null: they are called as nobody.</summary>
internal sealed record WebhookAccess(IWebhookCredentials? Mutating, IWebhookCredentials? Validating);
