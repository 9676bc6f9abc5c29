namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>Where a service's webhook is dialled.</summary>
internal interface IServiceResolver
{
    /// <summary>Host (address or name) and port.</summary>
    /// <exception cref="WebhookCallException">The service can't be called, in the original's words.</exception>
    ValueTask<(string Host, int Port)> ResolveAsync(string ns, string name, int port, CancellationToken cancellationToken);
}
