using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// The end of a server that can't go on and wouldn't get better: it stops, and its process tells whoever started it that it failed, so that
/// it is started again.
/// </summary>
internal sealed class ServerFailure(IHostApplicationLifetime lifetime, ILogger<ServerFailure> logger)
{
    private readonly TaskCompletionSource _overdue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failed;

    /// <summary>Whether the server stops, or has stopped, because of a failure.</summary>
    public bool HasFailed => Volatile.Read(ref _failed) != 0;

    /// <summary>Stops the server; returns at once. The reason is for the log.</summary>
    public void Fail(string reason)
    {
        if (Interlocked.Exchange(ref _failed, 1) == 0)
        {
            FailureMessages.Failed(logger, reason);
            _ = Task.Run(lifetime.StopApplication);
        }
    }

    /// <summary>Completes when nobody should wait any longer for the server to stop in good order.</summary>
    public Task Overdue => _overdue.Task;

    /// <summary>There is nothing left that stopping in good order could save.</summary>
    public void GiveUp() => _overdue.TrySetResult();
}
