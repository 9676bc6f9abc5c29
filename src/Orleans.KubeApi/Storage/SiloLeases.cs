namespace Orleans.KubeApi.Storage;

/// <summary>
/// The silo leases of the SQLite store, in memory and on the monotonic clock: the lock of the data folder proves that every silo of an
/// earlier process is dead, so a restart waits for nobody.
/// </summary>
internal sealed class SiloLeases(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Expires, long Losses)> _leases = new(StringComparer.Ordinal);
    private readonly Dictionary<long, (string? Silo, long Epoch, long QuietUntil)> _owners = [];

    /// <summary>Raised by a release: who waits for a lease looks again.</summary>
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes or extends a lease.</summary>
    public LeaseRenewal Renew(string silo, TimeSpan length)
    {
        lock (_lock)
        {
            var losses = _leases.TryGetValue(silo, out var lease) ? lease.Losses : 0;
            _leases[silo] = (time.GetTimestamp() + (long)(length.TotalSeconds * time.TimestampFrequency), losses);
            return new LeaseRenewal(length, losses);
        }
    }

    /// <summary>Ends a lease.</summary>
    public void Release(string silo)
    {
        lock (_lock)
        {
            _leases[silo] = (long.MinValue, _leases.TryGetValue(silo, out var lease) ? lease.Losses : 0);
            Interlocked.Exchange(ref _released, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    /// <summary>
    /// Records a new owner, in the order of epochs. Returns whom to wait for (null = nobody but the earlier waits) and until when.
    /// </summary>
    public (string? Previous, long LeaseEnd, long Quiet) Take(long collection, string silo, long epoch)
    {
        lock (_lock)
        {
            var owner = _owners.TryGetValue(collection, out var o) ? o : (Silo: null, Epoch: 0, QuietUntil: long.MinValue);
            var (previous, end) = ((string?)null, long.MinValue);
            if (owner.Silo is not null && owner.Silo != silo && _leases.TryGetValue(owner.Silo, out var lease))
            {
                (previous, end) = (owner.Silo, lease.Expires);
                _leases[owner.Silo] = lease with { Losses = lease.Losses + 1 };
            }

            _owners[collection] = (silo, epoch, Math.Max(owner.QuietUntil, end));
            return (previous, end, owner.QuietUntil);
        }
    }

    /// <summary>Gives a collection up.</summary>
    public void Drop(long collection, long epoch)
    {
        lock (_lock)
        {
            if (_owners.TryGetValue(collection, out var owner) && owner.Epoch == epoch)
            {
                _owners[collection] = owner with { Silo = null };
            }
        }
    }

    /// <summary>Who opened a collection last.</summary>
    public string? Owner(long collection)
    {
        lock (_lock)
        {
            return _owners.TryGetValue(collection, out var owner) ? owner.Silo : null;
        }
    }

    /// <summary>Returns when no earlier owner may answer any more.</summary>
    public async Task WaitAsync(string? previous, long leaseEnd, long quiet, CancellationToken ct)
    {
        while (true)
        {
            Task released;
            TimeSpan left;
            lock (_lock)
            {
                released = _released.Task;
                var over = previous is null || _leases[previous].Expires == long.MinValue;
                var end = over ? quiet : Math.Max(quiet, leaseEnd);
                left = end == long.MinValue
                    ? TimeSpan.Zero
                    : TimeSpan.FromSeconds((end - time.GetTimestamp()) / (double)time.TimestampFrequency);
            }

            if (left <= TimeSpan.Zero)
            {
                return;
            }

            // Rounded up to the timer's unit, so that the loop turns a few times at most.
            await Task.WhenAny(released, Task.Delay(left + TimeSpan.FromMilliseconds(1), time, ct));
            ct.ThrowIfCancellationRequested();
        }
    }
}
