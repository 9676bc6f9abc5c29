namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>The credentials that an administrator gave this server for webhooks (WebhookAdmissionConfiguration's kubeconfig).</summary>
internal interface IWebhookCredentials
{
    /// <summary>The credential for a server ("host" or "name.ns.svc") and port; null to call it as nobody.</summary>
    WebhookCredential? For(string host, int port);
}
