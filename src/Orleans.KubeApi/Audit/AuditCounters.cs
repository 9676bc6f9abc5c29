namespace Orleans.KubeApi.Audit;

/// <summary>What became of events, since the start of the server. Whoever shows metrics reads these.</summary>
internal sealed class AuditCounters
{
    private long _events;
    private long _rejected;
    private long _lostByLog;
    private long _lostByWebhook;
    private readonly long[] _levels = new long[4];

    /// <summary>Events handed to the backends.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Requests refused because their first event couldn't be written.</summary>
    public long RejectedRequests => Volatile.Read(ref _rejected);

    /// <summary>Events that a backend lost: its buffer was full, or writing failed.</summary>
    public long Lost(string backend) => Volatile.Read(ref LostBy(backend));

    /// <summary>Requests of a level.</summary>
    public long Requests(AuditLevel level) => Volatile.Read(ref _levels[(int)level]);

    public void CountEvent() => Interlocked.Increment(ref _events);

    public void CountRejected() => Interlocked.Increment(ref _rejected);

    public void CountRequest(AuditLevel level) => Interlocked.Increment(ref _levels[(int)level]);

    public void CountLost(string backend, int events) => Interlocked.Add(ref LostBy(backend), events);

    private ref long LostBy(string backend) => ref backend == "log" ? ref _lostByLog : ref _lostByWebhook;
}
