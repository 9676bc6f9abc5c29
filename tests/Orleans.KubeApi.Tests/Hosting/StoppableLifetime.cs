using Microsoft.Extensions.Hosting;

namespace Orleans.KubeApi.Tests.Hosting;

/// <summary>A host that only notes that it was told to stop.</summary>
internal sealed class StoppableLifetime : IHostApplicationLifetime
{
    /// <summary>Completes when it was told.</summary>
    public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => Stopped.TrySetResult();
}
