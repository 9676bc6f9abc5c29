using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Audit;

/// <summary>The audit of one server: what the policy says, and the backends that get the events.</summary>
internal sealed class AuditLog(AuditPolicy policy, IReadOnlyList<AuditBackend> backends, AuditCounters counters, ILogger logger)
    : IAsyncDisposable
{
    public AuditCounters Counters { get; } = counters;

    public ILogger Logger { get; } = logger;

    /// <summary>What is to be recorded of a request; counted by level.</summary>
    public AuditDecision Decide(in AuditAttributes request)
    {
        var decision = policy.Decide(request);
        Counters.CountRequest(decision.Level);
        return decision;
    }

    /// <summary>
    /// Hands an event to all backends. False: a strict one couldn't write it, so if it is a request's first, the request must be refused.
    /// </summary>
    public ValueTask<bool> ProcessAsync(AuditEvent item)
    {
        Counters.CountEvent();
        return backends.Count == 1 ? OneAsync(backends[0], item) : AllAsync(item);
    }

    /// <summary>Writes what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var backend in backends)
        {
            await backend.DisposeAsync();
        }
    }

    private static ValueTask<bool> OneAsync(AuditBackend backend, AuditEvent item)
    {
        var written = backend.ProcessAsync(item);
        return backend.IsStrict ? written : IgnoreAsync(written);
    }

    private async ValueTask<bool> AllAsync(AuditEvent item)
    {
        var pending = new ValueTask<bool>[backends.Count]; // all begin before one is waited for
        for (var i = 0; i < pending.Length; i++)
        {
            pending[i] = OneAsync(backends[i], item);
        }

        var written = true;
        foreach (var one in pending)
        {
            written &= await one;
        }

        return written;
    }

    private static ValueTask<bool> IgnoreAsync(ValueTask<bool> written)
    {
        return written.IsCompletedSuccessfully ? new(result: true) : WaitAsync(written);

        static async ValueTask<bool> WaitAsync(ValueTask<bool> pending)
        {
            await pending;
            return true;
        }
    }
}
