using Orleans.Concurrency;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// The owner of one resource type's order. Key: "cluster/group/resource". Puts commits in one order, gives out the revisions, feeds the
/// caches.
/// </summary>
[Alias("kubeapi.ICollectionGrain")]
internal interface ICollectionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Commits versions of one object; answers when they are durable. Never throws for what <see cref="CommitResult"/> can say.
    /// </summary>
    [Alias("Commit")]
    Task<CommitReply> Commit(CommitMessage message);

    /// <summary>
    /// A revision that covers every commit acknowledged before this call, while this activation provably is the owner.
    /// </summary>
    /// <exception cref="NotOwnerException">The lease is not held (any more): ask again, another activation may be the owner.</exception>
    [AlwaysInterleave, Alias("ReadIndex")]
    ValueTask<long> ReadIndex();

    /// <summary>Events after <paramref name="from"/>; waits for some, at most <paramref name="wait"/>.</summary>
    [AlwaysInterleave, Alias("Poll")]
    Task<PollReply> Poll(long from, TimeSpan wait, CancellationToken cancellationToken);
}
