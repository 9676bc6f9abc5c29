using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Hosting;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Hosting.Access;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Network;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// Starts and stops the engine around the silo. Before the silo: migrations (Orleans reads its queries from the database) and the lease.
/// After it: the bootstrap objects, then the server is ready. At the end the caches stop and the lease is released after the silo has left.
/// </summary>
internal sealed class EngineLifecycle(
    IRevisionStore store, SiloLease lease, CollectionCaches caches, IGrainFactory grains, ServingGate gate,
    SiloStop stop, ServiceNetwork network, EndpointsPublisher endpoints, AccountIdentity identity, SystemObjectKeeper keeper,
    PolicyFeed policy,
    IServer server, KubeApiOptions options, TimeProvider time)
    : IHostedLifecycleService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stopping = new();
    private Task _ticking = Task.CompletedTask;
    private Task _keeping = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await store.MigrateAsync(cancellationToken);
        await lease.StartAsync(cancellationToken);
        await identity.LoadAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var access = EnsureAccessAsync(cancellationToken);
        await keeper.EnsureFirstAsync(
            [NetworkBootstrap.Ranges(network, time.GetUtcNow()), NetworkBootstrap.Service(network, Port)], cancellationToken);
        await endpoints.PublishAsync(Port, cancellationToken);
        await access;
        _ticking = Task.Run(TickAsync, CancellationToken.None);
        _keeping = Task.Run(() => keeper.RunAsync(_stopping.Token), CancellationToken.None);
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    /// <summary>
    /// After the listener has drained, before the silo leaves: its grains still write for other silos and need the caches.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _ticking;
        await endpoints.WithdrawAsync(Port, cancellationToken);
        await _keeping;
        await stop.BeginAsync();
    }

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        gate.Stop();
        await caches.DisposeAsync();
        await lease.DisposeAsync();
    }

    // Whoever holds a role may come as soon as the server is ready.
    private async Task EnsureAccessAsync(CancellationToken cancellationToken)
    {
        await keeper.EnsureAccessAsync(cancellationToken);
        await policy.LoadAsync(cancellationToken);
    }

    private int Port => ServerAddress.Find(server, options)?.Port ?? options.SecurePort;

    private async Task TickAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(Tick, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await grains.GetGrain<IHousekeepingGrain>(KubeKeys.Cluster).Tick().WaitAsync(_stopping.Token);
            }
            catch (Exception)
            {
                // Whatever it was, the next tick tries again; the grain logs its own failures.
            }
        }
    }
}
