namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>The webhooks that are in force, compiled; swapped as a whole when a configuration changes.</summary>
internal interface IWebhookSource
{
    /// <summary>
    /// The webhooks in the order of their configurations' names, then of their lists. Completes at once except for the first time.
    /// </summary>
    /// <exception cref="Objects.StatusException">429 or 503: this silo can't know them now, so nothing may be admitted.</exception>
    ValueTask<IReadOnlyList<Webhook>> GetAsync(bool mutating);
}
