using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Finds out what became of a commit whose answer was lost with its owner (I5). A fresh read needs a new owner, and a new owner's epoch
/// fences the old one's transactions: after it, the chain is in the object's history or it never will be. Its versions are recognised by
/// their bytes (uid, times and content; only resourceVersion was put in by the owner).
/// </summary>
internal sealed class LostCommit(string key, CollectionCache cache)
{
    private const int AttemptsMax = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The reply as the owner would have given it, or null: nothing was written, the writes may run again.</summary>
    /// <exception cref="StatusException">504: no owner could be asked in time.</exception>
    public async Task<CommitReply?> FindAsync(VersionChain chain, long seenAt, TimeProvider time)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var now = await cache.FreshAsync(CancellationToken.None);
                return await SearchAsync(chain, seenAt, now.Revision);
            }
            catch (Exception) when (attempt < AttemptsMax)
            {
                await Task.Delay(Pause, time);
            }
            catch (Exception)
            {
                throw StatusErrors.Timeout("the outcome of the write is unknown");
            }
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
}
