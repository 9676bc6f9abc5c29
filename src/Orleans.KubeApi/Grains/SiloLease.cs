using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// This silo's lease (invariant I4): one row per silo, two seconds long, renewed every half second, counted on the monotonic clock from
/// before the renewal was sent. While it holds, no other silo can have begun to own a collection that was opened here, unless the store
/// says so (<see cref="LeaseRenewal.Losses"/>), and then the epochs are compared before the lease counts again. A process that was frozen
/// wakes up with the lease run out, whatever it remembers.
/// </summary>
internal sealed class SiloLease(IRevisionStore store, SiloName silo, TimeProvider time, ILogger<SiloLease> logger) : IAsyncDisposable
{
    /// <summary>Length asked for.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    // The clocks of two processes may run at slightly different speeds.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<CollectionId, long> _owned = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private long _heldUntil;
    private long _losses = -1;
    private long _failedRenewals;

    /// <summary>Takes the lease and starts renewing it; ends when it is held for the first time.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        await _first.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Whether the lease holds now.</summary>
    public bool Holds => time.GetTimestamp() < Volatile.Read(ref _heldUntil);

    /// <summary>How long the lease would still hold without a renewal; zero if it doesn't.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var ticks = Volatile.Read(ref _heldUntil) - time.GetTimestamp();
            return ticks > 0 ? TimeSpan.FromSeconds((double)ticks / time.TimestampFrequency) : TimeSpan.Zero;
        }
    }

    /// <summary>Renewals that failed.</summary>
    public long FailedRenewals => Volatile.Read(ref _failedRenewals);

    /// <summary>Whether the lease holds and covers this ownership.</summary>
    public bool Covers(OpenedCollection collection) =>
        Holds && _owned.TryGetValue(collection.Id, out var epoch) && epoch == collection.Epoch;

    /// <summary>A collection was opened here.</summary>
    public void Add(OpenedCollection collection) => _owned[collection.Id] = collection.Epoch;

    /// <summary>A collection is given up.</summary>
    public void Remove(OpenedCollection collection) => _owned.TryRemove(new(collection.Id, collection.Epoch));

    /// <summary>Stops renewing and releases the lease, so that nobody has to wait it out.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _running;
        Volatile.Write(ref _heldUntil, 0);
        try
        {
            using var limit = new CancellationTokenSource(Length, time);
            await store.ReleaseLeaseAsync(silo.Value, limit.Token);
        }
        catch (Exception failed)
        {
            LogMessages.LeaseNotReleased(logger, failed.Message);
        }
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await RenewAsync();
                _first.TrySetResult();
            }
            catch (Exception failed) when (!_stopping.IsCancellationRequested)
            {
                Interlocked.Increment(ref _failedRenewals);
                LogMessages.LeaseNotRenewed(logger, failed.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Period, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RenewAsync()
    {
        var asked = time.GetTimestamp();
        var renewal = await store.RenewLeaseAsync(silo.Value, Length, _stopping.Token);
        if (renewal.Losses != _losses)
        {
            await DropLostAsync();
            _losses = renewal.Losses;
        }

        var length = (long)((renewal.Length - Margin).TotalSeconds * time.TimestampFrequency);
        Volatile.Write(ref _heldUntil, asked + length);
    }

    private async Task DropLostAsync()
    {
        foreach (var head in await store.ListCollectionsAsync(_stopping.Token))
        {
            if (_owned.TryGetValue(head.Id, out var epoch) && epoch != head.Epoch)
            {
                _owned.TryRemove(new(head.Id, epoch));
            }
        }
    }
}
