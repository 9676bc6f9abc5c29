namespace Orleans.KubeApi.Admission.Quota;

/// <summary>What a write holds of quotas until its end is known.</summary>
internal sealed class QuotaHold(IQuotaDesk desk, string ns)
{
    /// <summary>Names the write at the desk.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The write is over; see <see cref="IQuotaDesk.End"/>.</summary>
    public void End(long revision) => desk.End(ns, Id, revision);
}
