using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Hosting.Failing;

/// <summary>Dies before or after a commit: then nobody was told of it, neither the feed nor the client.</summary>
internal sealed class FailingStore(IRevisionStore store, Failpoints points) : ForwardingRevisionStore(store)
{
    /// <inheritdoc/>
    public override async ValueTask<CommitOutcome> CommitAsync(OpenedCollection collection, CommitBatch batch, CancellationToken ct)
    {
        points.Hit("before-commit");
        var outcome = await Inner.CommitAsync(collection, batch, ct);
        points.Hit("after-commit");
        return outcome;
    }
}
