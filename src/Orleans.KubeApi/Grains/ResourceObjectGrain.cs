using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Network;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Encryption;
using Orleans.Placement;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// The single writer of one object.
/// <para>
/// 1 writes queue; 2 the loop takes all that wait and the current version (the newer of what this grain committed and what the silo cache
/// shows); 3 runs them one on top of the other into a chain; 4 commits the chain with a compare on the version it started from; 5 answers.
/// If the object had moved (another activation, a stale cache), everything runs again on the newer version, a bounded number of times; an
/// answer without a commit (a refusal, a no-op) is given only after the owner confirmed the version it was made from. If the outcome is
/// unknown, the history of the object tells whether the chain is in it (I5).
/// </para>
/// <para>
/// A write whose admission waits (webhooks) doesn't hold up the others: it steps aside and comes back with its outcome
/// (<see cref="WriteRound"/>), so that a webhook may itself write the object it reviews.
/// </para>
/// </summary>
[Reentrant, PreferLocalPlacement]
internal sealed class ResourceObjectGrain(
    WriteOperation operation, AdmissionChain admission, IAuthorizer authorizer, IRuleResolver rules, ICollectionCaches caches,
    KubeGrains kubeGrains, ClaimDesk desk, QuotaDesk quotas, IRowProtection protection, TimeProvider time,
    ILogger<ResourceObjectGrain> logger)
    : Grain, IResourceObjectGrain
{
    private const int AttemptsMax = 12;
    private const int WaitingMax = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Queue<PendingWrite> _waiting = new();
    private GroupResource _collection;
    private string _namespace = "";
    private string _key = "";
    private ICollectionGrain _owner = null!;
    private StoredObject? _committed;
    private long _committedAt = -1;
    private bool _running;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_collection, _namespace, _key) = KubeKeys.ParseObject(this.GetPrimaryKeyString());
        _owner = kubeGrains.Collection(_collection);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<WriteReply> Write(WriteMessage message)
    {
        var request = message.ToRequest();
        var write = new PendingWrite(request, time, desk.Open(_collection, request));
        if (_waiting.Count >= WaitingMax)
        {
            write.Refuse(StatusErrors.TooManyRequests("too many writes of this object are waiting", 1));
            return write.Reply;
        }

        Enqueue(write);
        return write.Reply;
    }

    private void Enqueue(PendingWrite write)
    {
        _waiting.Enqueue(write);
        if (!_running)
        {
            _running = true;
            _ = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        while (_waiting.Count > 0)
        {
            var writes = _waiting.ToList();
            _waiting.Clear();
            try
            {
                await RunAsync(writes);
            }
            catch (StatusException refused)
            {
                if (refused.Status.Reason != "Timeout")
                {
                    await GiveBackAsync(writes, null);
                }

                writes.ForEach(w => w.Refuse(refused));
            }
            catch (Exception failed)
            {
                LogMessages.WriteFailed(logger, failed, _key);
                writes.ForEach(w => w.Refuse(StatusErrors.Timeout("the outcome of the write is unknown")));
            }
        }

        _running = false;
    }

    private async Task RunAsync(List<PendingWrite> writes)
    {
        var cache = await caches.GetAsync(_collection, CancellationToken.None);
        var reader = new SnapshotReader(caches);
        var proven = await ProvenAsync(writes, cache); // the newest version at some time after these writes had come; -1: not known
        for (var attempt = 1; writes.Count > 0; attempt++)
        {
            if (attempt > AttemptsMax)
            {
                throw StatusErrors.Unavailable("the object's collection has no owner that could be reached");
            }

            var seenAt = cache.Latest.Revision;
            var (current, revision) = Current(cache);
            var chain = new VersionChain(current is null ? null : operation.Start(_collection, current, revision));
            var round = new WriteRound(operation, chain, await ContextAsync(writes, reader), caches, Enqueue, revision == proven);
            round.Run(writes);
            var taken = round.Taken;
            reader = round.Reader;
            if (reader.HasMissed)
            {
                await reader.RefreshAsync();
                continue;
            }

            if (round.Wishing.ToList() is { Count: > 0 } wishing)
            {
                await desk.FulfilAsync(wishing, _key);
                continue;
            }

            if (chain.Count == 0 && revision != proven && (taken.Count > 0 || round.IsStopped))
            {
                proven = await NewestAsync(cache);
                if (revision != proven || round.IsStopped)
                {
                    continue;
                }
            }

            if (chain.Count == 0 && !await RenewsAsync(chain, taken))
            {
                await AnswerAsync(writes, taken, chain, null);
                continue;
            }

            var reply = await CommitAsync(chain, revision, seenAt, cache);
            if (reply is null)
            {
                if (attempt > 2)
                {
                    await Task.Delay(Pause, time);
                }

                continue;
            }

            reader.Renew();
            Remember(chain, reply);
            if (chain.EndsDeleted && _namespace.Length > 0)
            {
                quotas.Freed(_namespace);
            }

            await AnswerAsync(writes, taken, chain, reply);
            proven = chain.EndsDeleted ? 0 : _committedAt;
            attempt = 0;
        }
    }

    // What would run twice for want of it, and runs long, asks first.
    private ValueTask<long> ProvenAsync(List<PendingWrite> writes, CollectionCache cache) =>
        writes.Exists(w => w.IsLarge) ? NewestAsync(cache) : ValueTask.FromResult(-1L);

    private async ValueTask<OperationContext> ContextAsync(List<PendingWrite> writes, SnapshotReader reader) =>
        new(time.GetUtcNow(), await NamespaceAsync(writes), reader, admission) { Authorizer = authorizer, Rules = rules };

    private async Task AnswerAsync(List<PendingWrite> writes, List<PendingWrite> taken, VersionChain chain, CommitReply? reply)
    {
        await GiveBackAsync(taken, chain);
        taken.ForEach(w => Answer(w, reply));
        writes.RemoveRange(0, taken.Count);
    }

    // A write that changes nothing still brings the row into the form in which it would be stored today (another key, or encrypted at all).
    private async ValueTask<bool> RenewsAsync(VersionChain chain, List<PendingWrite> taken)
    {
        var id = new CollectionId(KubeKeys.Cluster, _collection.Group, _collection.Resource);
        if (chain.Current is null || !protection.Covers(id) || !taken.Exists(w => w.ChangesNothing))
        {
            return false;
        }

        try
        {
            if (!await protection.IsStaleAsync(id, _key, CancellationToken.None))
            {
                return false;
            }
        }
        catch (StoreUnavailableException)
        {
            throw StatusErrors.Unavailable("the store cannot be reached");
        }

        chain.Repeat(taken.Where(w => w.ChangesNothing));
        return true;
    }

    // No commit proves that an answer without one was right, and the cache may lag behind what another silo's activation wrote before it
    // ended. So the owner is asked first, as the original reads anew before it refuses on a cached object (GuaranteedUpdate).
    private async ValueTask<long> NewestAsync(CollectionCache cache)
    {
        await cache.FreshAsync(CancellationToken.None);
        return Current(cache).Revision;
    }

    // What the writes took or the object had before, and the object does not name now. Without a chain nothing was written.
    private async Task GiveBackAsync(List<PendingWrite> writes, VersionChain? chain)
    {
        if (_collection != ClaimDesk.Services)
        {
            return;
        }

        try
        {
            var end = chain is null ? Current(await caches.GetAsync(_collection, CancellationToken.None)).Object?.Parse() : chain.End;
            await desk.ReleaseAsync(Loose(writes, chain, end), _key);
        }
        catch (Exception failed)
        {
            LogMessages.ClaimNotReleased(logger, _key, failed.Message);
        }

        writes.ForEach(w => w.Claims?.Clear());
    }

    private static HashSet<(bool IsPort, string Value)> Loose(List<PendingWrite> writes, VersionChain? chain, ObjectNode? end)
    {
        var loose = writes.Where(w => w.Claims is not null).SelectMany(w => w.Claims!.Held).ToHashSet();
        if (chain is { Count: > 0, Start: { } start })
        {
            loose.UnionWith(new ServiceView(start).Allocated());
        }

        if (end is not null)
        {
            loose.ExceptWith(new ServiceView(end).Allocated());
        }

        return loose;
    }

    // What we committed ourselves may be newer than the cache; what the cache shows may be newer, if another activation wrote.
    private (StoredObject? Object, long Revision) Current(CollectionCache cache)
    {
        var snapshot = cache.Latest;
        var current = snapshot.Revision >= _committedAt ? snapshot.Find(_key) : _committed;
        return (current, current?.Revision ?? 0);
    }

    private void Remember(VersionChain chain, CommitReply reply)
    {
        _committedAt = reply.Revision + chain.Count - 1;
        _committed = chain.EndsDeleted ? null : new StoredObject(_key, _committedAt, reply.Bodies[^1]);
    }

    /// <summary>Commits; null means: run everything again on the current version.</summary>
    private async Task<CommitReply?> CommitAsync(VersionChain chain, long expected, long seenAt, CollectionCache cache)
    {
        CommitReply? reply = null;
        try
        {
            reply = await _owner.Commit(chain.ToCommit(_key, expected));
        }
        catch (Exception failed) when (failed is TimeoutException or Orleans.Runtime.OrleansException or NotOwnerException)
        {
            LogMessages.CommitFailed(logger, _key, failed.Message);
        }

        switch (reply?.Result)
        {
            case CommitResult.Committed:
                return reply;
            case CommitResult.Conflict:
                // Whoever moved the object did it before the owner's head.
                await cache.NotOlderThanAsync(reply.Revision, CancellationToken.None);
                _committedAt = -1;
                return null;
            case CommitResult.Busy:
                throw StatusErrors.TooManyRequests("too many writes of this resource are waiting", 1);
            case CommitResult.Unavailable:
                throw StatusErrors.Unavailable("the store cannot be reached");
            case CommitResult.Unsealed:
                throw StatusErrors.Internal(reply.Reason ?? "the object can't be encrypted");
            case CommitResult.Fenced:
                return null;
            default:
                return await new LostCommit(_key, cache, _owner).FindAsync(chain, expected, seenAt, time);
        }
    }

    private async ValueTask<NamespaceState> NamespaceAsync(List<PendingWrite> writes)
    {
        if (_namespace.Length == 0 || writes.TrueForAll(w => w.Request.Verb is WriteVerb.Delete))
        {
            return NamespaceState.Active;
        }

        var namespaces = await caches.GetAsync(new GroupResource("", "namespaces"), CancellationToken.None);
        var found = namespaces.Latest.Find(_namespace) ?? (await namespaces.FreshAsync(CancellationToken.None)).Find(_namespace);
        return found is null ? NamespaceState.Missing
            : found.Field("metadata.deletionTimestamp") is null ? NamespaceState.Active : NamespaceState.Terminating;
    }

    private void Answer(PendingWrite write, CommitReply? reply)
    {
        var outcome = write.Outcome!;
        if (outcome.Error is not null)
        {
            write.Complete(WriteReply.Refused(outcome.Error, outcome.Warnings, write.Annotations));
            return;
        }

        write.Revision = write.Position >= 0 && reply is not null ? reply.Revision + write.Position : 0;
        write.Complete(new WriteReply
        {
            Code = outcome.Code,
            Body = outcome.Success?.ToUtf8() ?? BodyOf(write, outcome, reply),
            IsStatus = outcome.Success is not null,
            Warnings = [.. outcome.Warnings],
            AuditAnnotations = WriteReply.Annotations(write.Annotations),
        });
    }

    private byte[] BodyOf(PendingWrite write, OperationOutcome outcome, CommitReply? reply)
    {
        if (outcome.Shown is { } shown)
        {
            return shown.ToUtf8();
        }

        if (write.Position >= 0)
        {
            return reply!.Bodies[write.Position];
        }

        if (write.BasedOn >= 0 && !write.Request.DryRun)
        {
            return reply!.Bodies[write.BasedOn]; // a no-op on a version of the same chain
        }

        return outcome.Tree!.ToUtf8();
    }
}
