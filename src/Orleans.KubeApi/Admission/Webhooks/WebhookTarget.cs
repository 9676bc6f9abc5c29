namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>Where and how a webhook is called. Equal targets share a client.</summary>
/// <param name="Url">An https URL; null for a service.</param>
/// <param name="Namespace">Of the service.</param>
/// <param name="Service">Name of the service.</param>
/// <param name="Port">Of the service.</param>
/// <param name="Path">Of the service's URL, "" or with a leading slash.</param>
/// <param name="CaBundle">PEM in base64; "" for the system's authorities.</param>
internal sealed record WebhookTarget(string? Url, string Namespace, string Service, int Port, string Path, string CaBundle)
{
    /// <summary>The name that the serving certificate must have for a service.</summary>
    public string ServerName => $"{Service}.{Namespace}.svc";
}
