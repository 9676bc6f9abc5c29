using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Commits that wait, and the making of batches from them (group commit). A batch holds each key at most once, so that a second commit of a
/// key is judged by the database's compare, like any other.
/// </summary>
internal sealed class CommitQueue
{
    /// <summary>Commits that may wait; more are refused with 429.</summary>
    public const int Limit = 10_000;

    private LinkedList<PendingCommit> _waiting = new();

    /// <summary>Commits that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Appends a commit.</summary>
    public void Add(PendingCommit commit) => _waiting.AddLast(commit);

    /// <summary>Puts commits back to the front, in order.</summary>
    public void Return(IReadOnlyList<PendingCommit> commits)
    {
        for (var i = commits.Count - 1; i >= 0; i--)
        {
            commits[i].Rows.Clear();
            _waiting.AddFirst(commits[i]);
        }
    }

    /// <summary>Takes everything that waits.</summary>
    public IReadOnlyList<PendingCommit> TakeAll()
    {
        var all = _waiting.ToList();
        _waiting = new();
        return all;
    }

    /// <summary>Takes the next batch and gives out the revisions after <paramref name="head"/>.</summary>
    public List<PendingCommit> TakeBatch(long head)
    {
        var batch = new List<PendingCommit>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        long bytes = 0;
        var rows = 0;
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            var commit = node.Value;
            if (batch.Count > 0
                && (rows + commit.Message.Bodies.Length > CommitBatch.MaxRows || bytes + commit.Bytes > CommitBatch.MaxBytes - (64 << 10)))
            {
                break;
            }

            if (keys.Add(commit.Message.Key))
            {
                _waiting.Remove(node);
                batch.Add(commit);
                Number(commit, head + rows);
                rows += commit.Message.Bodies.Length;
                bytes += commit.Bytes;
            }

            node = next;
        }

        return batch;
    }

    private static void Number(PendingCommit commit, long before)
    {
        var previous = commit.Message.ExpectedRevision;
        for (var i = 0; i < commit.Message.Bodies.Length; i++)
        {
            var revision = before + i + 1;
            commit.Bodies[i] = StoredObject.SpliceRevision(commit.Message.Bodies[i], revision);
            commit.Rows.Add(
                new CommitRow(commit.Message.Key, revision, previous, i > 0 && previous > 0, commit.Message.Deleted[i], commit.Bodies[i]));
            previous = commit.Message.Deleted[i] ? 0 : revision;
        }
    }
}
