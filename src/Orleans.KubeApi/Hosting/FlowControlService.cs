using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http.FlowControl;

namespace Orleans.KubeApi.Hosting;

/// <summary>Runs flow control's feed from the moment the server is up until it stops.</summary>
internal sealed class FlowControlService(FlowController controller, ICollectionCaches caches, TimeProvider time, ILoggerFactory loggers)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var feed = new FlowFeed(controller, caches, time, loggers.CreateLogger("Orleans.KubeApi.Http.FlowControl"));
        _running = Task.Run(() => feed.RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();
}
