using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Audit;

namespace Orleans.KubeApi.Hosting.Auditing;

/// <summary>Owns the server's audit, if it has one. Disposed with the host, after the last request: what waits is written then.</summary>
internal sealed class AuditHolder(KubeApiOptions options, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    /// <summary>The audit, or null.</summary>
    public AuditLog? Log { get; } = AuditSetup.Create(options.Audit, time, loggers.CreateLogger("Orleans.KubeApi.Audit"));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Log?.DisposeAsync() ?? ValueTask.CompletedTask;
}
