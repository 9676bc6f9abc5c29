using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Finds out what became of a commit whose answer was lost, with its owner or without (I5).
/// <para>
/// 1 The object's history tells if the versions are in it: they are recognised by their bytes (uid, times and content; only resourceVersion
/// was put in by the owner). 2 If they are not, the commit may still be on its way, so the SAME commit is sent again: both compare with the
/// same revision, so at most one of the two can land. 3 If that is a conflict, the history decides: either the first one landed meanwhile,
/// or somebody else wrote and neither ever will; only then may the writes run anew.
/// </para>
/// </summary>
internal sealed class LostCommit(string key, CollectionCache cache, ICollectionGrain owner)
{
    private const int AttemptsMax = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The reply as the owner would have given it, or null: nothing was written, the writes may run again.</summary>
    /// <exception cref="StatusException">504: no owner could be asked in time.</exception>
    public async Task<CommitReply?> FindAsync(VersionChain chain, long expected, long seenAt, TimeProvider time)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            try
            {
                if (await AskAsync(chain, expected, seenAt) is { } answer)
                {
                    return answer.Reply;
                }
            }
            catch (Exception failed) when (failed is not StatusException { Status.Reason: "Timeout", Status.Details.Causes: null })
            {
                // Nobody could be asked: the next attempt finds a new owner, or the old one again.
            }

            await Task.Delay(Pause, time);
        }

        throw StatusErrors.Timeout("the outcome of the write is unknown");
    }

    /// <summary>One attempt; null if it must be repeated.</summary>
    private async Task<Answer?> AskAsync(VersionChain chain, long expected, long seenAt)
    {
        var now = await cache.FreshAsync(CancellationToken.None);
        if (await SearchAsync(chain, seenAt, now.Revision) is { } found)
        {
            return new Answer(found);
        }

        var again = await owner.Commit(chain.ToCommit(key, expected));
        switch (again.Result)
        {
            case CommitResult.Committed:
                return new Answer(again);
            case CommitResult.Conflict:
                await cache.NotOlderThanAsync(again.Revision, CancellationToken.None);
                return new Answer(await SearchAsync(chain, seenAt, again.Revision));
            default:
                return null;
        }
    }

    private async Task<CommitReply?> SearchAsync(VersionChain chain, long from, long to)
    {
        var found = new List<CacheEvent>();
        while (from < to)
        {
            var history = await cache.HistoryAsync(from, to);
            if (history.Expired || history.To <= from)
            {
                throw StatusErrors.Timeout("the outcome of the write is unknown");
            }

            found.AddRange(history.Events.Where(e => e.Object.Key == key));
            from = history.To;
        }

        for (var last = 0; last < found.Count; last++)
        {
            if (last + 1 >= chain.Count && IsSame(found[last].Object, chain.Last))
            {
                var versions = found.GetRange(last + 1 - chain.Count, chain.Count);
                return new CommitReply
                {
                    Result = CommitResult.Committed,
                    Revision = versions[0].Revision,
                    Bodies = [.. versions.Select(v => Bytes.Of(v.Object.Bytes))],
                };
            }
        }

        return null;
    }

    private static bool IsSame(StoredObject stored, byte[] sent) =>
        stored.Bytes.Span.SequenceEqual(StoredObject.SpliceRevision(sent, stored.Revision));

    /// <summary>What is known for sure: the commit's reply, or null for "never".</summary>
    private sealed record Answer(CommitReply? Reply);
}
