namespace Orleans.KubeApi.Audit;

/// <summary>What happens when events come faster than they can be written.</summary>
internal enum AuditMode
{
    /// <summary>Requests don't wait; what doesn't fit into the buffer is lost and counted.</summary>
    Batch,

    /// <summary>A request waits until its events are written or have failed (which is counted).</summary>
    Blocking,

    /// <summary>As <see cref="Blocking"/>, and a request whose first event can't be written is refused.</summary>
    BlockingStrict,
}
