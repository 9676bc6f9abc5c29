namespace Orleans.KubeApi.Admission.Quota;

/// <summary>Counts what writes take. One desk for each namespace in the whole cluster, so that no two can take the last.</summary>
internal interface IQuotaDesk
{
    /// <summary>
    /// Takes what a write needs, or says in the original's words why it can't have it; null if it has it. It is shown in the quotas' status
    /// when this returns.
    /// </summary>
    /// <exception cref="Objects.StatusException">The desk can't be reached or is too busy.</exception>
    ValueTask<string?> TakeAsync(QuotaClaim claim, CancellationToken cancellationToken);

    /// <summary>The write is over.</summary>
    /// <param name="ns">Its namespace.</param>
    /// <param name="id">The write.</param>
    /// <param name="revision">The revision it made; 0 if it made none, then what it took is given back.</param>
    void End(string ns, Guid id, long revision);
}
