using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Encryption;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// The owner of one collection.
/// <para>
/// One loop commits: it takes what waits, gives out the revisions after the head, and writes one transaction that also proves that the
/// epoch is still ours (I3). What the transaction did is known before anybody is answered; then the batch goes to the feed. A second
/// activation anywhere can cost time, never correctness: whoever opened last owns the epoch, the other one's transactions fail.
/// </para>
/// </summary>
[Reentrant]
internal sealed class CollectionGrain(
    IRevisionStore store, SiloName silo, SiloLease lease, SiloStop stop, CommitMetrics metrics, TimeProvider time,
    ILogger<CollectionGrain> logger)
    : Grain, ICollectionGrain
{
    private static readonly TimeSpan PollMax = TimeSpan.FromSeconds(5);
    private readonly CommitQueue _queue = new();
    private OpenedCollection _collection = null!;
    private FeedWindow _window = null!;
    private Histogram _seconds = null!;
    private Gauge _waiting = null!;
    private Task? _loop;
    private bool _lost;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var resource = KubeKeys.ResourceOf(this.GetPrimaryKeyString());
        var id = new CollectionId(KubeKeys.Cluster, resource.Group, resource.Resource);
        _collection = await store.OpenAsync(id, silo.Value, cancellationToken);
        lease.Add(_collection);
        _window = new FeedWindow(_collection.Head);
        (_seconds, _waiting) = (metrics.Seconds(resource), metrics.Waiting(resource));
        metrics.Owned(1);
        LogMessages.CollectionOpened(logger, resource.ToString(), _collection.Epoch, _collection.Head);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_collection is null)
        {
            return;
        }

        _lost = true;
        metrics.Owned(-1);
        if (_loop is not null)
        {
            await _loop;
        }

        lease.Remove(_collection);
        try
        {
            await store.ReleaseAsync(_collection, cancellationToken);
        }
        catch (Exception failed)
        {
            LogMessages.NotReleased(logger, failed.Message);
        }
    }

    /// <inheritdoc/>
    public Task<CommitReply> Commit(CommitMessage message)
    {
        var commit = new PendingCommit(message);
        if (_lost)
        {
            commit.Complete(CommitResult.Fenced, _window.Head);
        }
        else if (_queue.Count >= CommitQueue.Limit)
        {
            commit.Complete(CommitResult.Busy, _window.Head);
        }
        else
        {
            _queue.Add(commit);
            _waiting.Set(_queue.Count);
            _loop ??= CommitLoopAsync();
        }

        return commit.Reply;
    }

    /// <inheritdoc/>
    public ValueTask<long> ReadIndex()
    {
        if (_lost || !lease.Covers(_collection))
        {
            if (lease.Holds)
            {
                Lose();
            }

            throw new NotOwnerException();
        }

        return ValueTask.FromResult(_window.Head);
    }

    /// <inheritdoc/>
    public async Task<PollReply> Poll(long from, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (from == _window.Head && !_lost)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Token);
            try
            {
                await _window.Changed.WaitAsync(wait < PollMax ? wait : PollMax, time, either.Token);
            }
            catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
            {
                throw new NotOwnerException(); // soon: the next call finds the new owner
            }
            catch (TimeoutException)
            {
                // Nothing new is an answer too: it shows the cache that its owner lives.
            }
        }

        return _lost ? throw new NotOwnerException() : _window.After(from);
    }

    private async Task CommitLoopAsync()
    {
        // Let everything that is already at the door get into the first batch.
        await Task.Yield();
        while (_queue.Count > 0 && !_lost)
        {
            var batch = _queue.TakeBatch(_window.Head);
            _waiting.Set(_queue.Count);
            await CommitAsync(batch);
        }

        _loop = null;
        foreach (var left in _queue.TakeAll())
        {
            left.Complete(CommitResult.Fenced, _window.Head);
        }
    }

    private async Task CommitAsync(List<PendingCommit> batch)
    {
        List<CommitRow> rows = batch.Count == 1 ? batch[0].Rows : [.. batch.SelectMany(c => c.Rows)];
        var head = _window.Head + rows.Count;
        CommitOutcome outcome;
        using var span = Span(batch, rows.Count);
        var began = time.GetTimestamp();
        try
        {
            outcome = await store.CommitAsync(_collection, new CommitBatch(_window.Head, head, rows), CancellationToken.None);
        }
        catch (UnknownOutcomeException unknown)
        {
            LogMessages.UnknownOutcome(logger, _collection.Id.Resource, unknown.Message);
            Fail(batch, CommitResult.Unknown);
            Lose();
            return;
        }
        catch (SealingException failed)
        {
            LogMessages.CommitFailed(logger, _collection.Id.Resource, failed.Message);
            metrics.Failed(CommitResult.Unsealed);
            batch.ForEach(c => c.Complete(CommitResult.Unsealed, _window.Head, failed.Message));
            return;
        }
        catch (Exception failed)
        {
            // The store promises that nothing was written; the collection must be looked at anew all the same.
            LogMessages.CommitFailed(logger, _collection.Id.Resource, failed.Message);
            Fail(batch, CommitResult.Unavailable);
            return;
        }

        switch (outcome)
        {
            case CommitOutcome.Committed:
                _seconds.Observe(time.GetElapsedTime(began).TotalSeconds);
                metrics.Rows.Observe(rows.Count);
                _window.Add(rows.Select(ToEvent), head);
                batch.ForEach(c => c.Complete(CommitResult.Committed, c.Rows[0].Revision));
                break;
            case CommitOutcome.Conflict:
                metrics.Failed(CommitResult.Conflict);
                await SortOutConflictAsync(batch);
                break;
            default:
                Fail(batch, CommitResult.Fenced);
                Lose();
                break;
        }
    }

    /// <summary>Some rows were not as expected and nothing was written: refuses those, repeats the others.</summary>
    private async Task SortOutConflictAsync(List<PendingCommit> batch)
    {
        var good = new List<PendingCommit>();
        var refused = 0;
        foreach (var commit in batch)
        {
            try
            {
                var actual = await store.CurrentRevisionAsync(_collection.Id, commit.Message.Key, CancellationToken.None);
                if ((actual ?? 0) == commit.Message.ExpectedRevision)
                {
                    good.Add(commit);
                    continue;
                }
            }
            catch (Exception failed)
            {
                LogMessages.CommitFailed(logger, _collection.Id.Resource, failed.Message);
                commit.Complete(CommitResult.Unavailable, _window.Head);
                refused++;
                continue;
            }

            commit.Complete(CommitResult.Conflict, _window.Head);
            refused++;
        }

        if (refused == 0)
        {
            // All rows are as expected and yet the store refused: not a state this owner understands.
            Fail(good, CommitResult.Fenced);
            Lose();
            return;
        }

        _queue.Return(good);
    }

    private void Fail(List<PendingCommit> batch, CommitResult result)
    {
        metrics.Failed(result);
        batch.ForEach(c => c.Complete(result, _window.Head));
    }

    // A batch is many requests' work: it is part of the first one's trace, and the others have links to it.
    private Activity? Span(List<PendingCommit> batch, int rows)
    {
        if (!Tracing.IsOn)
        {
            return null;
        }

        Activity.Current = null; // the loop was begun by whoever came first
        var span = Tracing.Source.StartActivity(
            "commit", ActivityKind.Internal, batch[0].Span, links:
            batch.Skip(1).Where(c => c.Span.TraceId != default).Select(c => new ActivityLink(c.Span)));
        span?.SetTag("kubeapi.resource", _collection.Id.Resource);
        span?.SetTag("kubeapi.rows", rows);
        return span;
    }

    private void Lose()
    {
        _lost = true;
        lease.Remove(_collection);
        DeactivateOnIdle();
    }

    private static FeedEventMessage ToEvent(CommitRow row) => new()
    {
        Key = row.Key,
        Revision = row.Revision,
        Deleted = row.Deleted,
        Body = Bytes.Of(row.Body),
    };
}
