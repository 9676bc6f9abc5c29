using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Hosting.Sabotaging;

/// <summary>A store that says "committed" before it is: what a crash within the next two seconds takes away was acknowledged.</summary>
internal sealed class SabotagedStore(IRevisionStore store, SabotageSwitch sabotage, TimeProvider time) : ForwardingRevisionStore(store)
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask<CommitOutcome> CommitAsync(OpenedCollection collection, CommitBatch batch, CancellationToken ct)
    {
        if (!sabotage.IsOn(SabotageSwitch.WriteBehind))
        {
            return Inner.CommitAsync(collection, batch, ct);
        }

        lock (_lock)
        {
            _last = CommitLaterAsync(_last, Task.Delay(Delay, time, CancellationToken.None), collection, batch);
        }

        return ValueTask.FromResult(CommitOutcome.Committed);
    }

    private async Task CommitLaterAsync(Task before, Task due, OpenedCollection collection, CommitBatch batch)
    {
        await Task.WhenAll(before, due);
        await Inner.CommitAsync(collection, batch, CancellationToken.None);
    }
}
