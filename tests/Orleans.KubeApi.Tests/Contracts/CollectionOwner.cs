using System.Text;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Tests.Contracts;

/// <summary>Commits to one opened collection as its grain would: keeps head and current revisions, builds chains within a batch.</summary>
internal sealed class CollectionOwner(IRevisionStore store, OpenedCollection collection)
{
    private readonly Dictionary<string, long> _current = new(StringComparer.Ordinal);

    public OpenedCollection Collection => collection;

    public long Head { get; private set; } = collection.Head;

    public static async Task<CollectionOwner> OpenAsync(IRevisionStore store, CollectionId id, string silo = "silo-1") =>
        new(store, await store.OpenAsync(id, silo, Xunit.TestContext.Current.CancellationToken));

    /// <summary>Tells it of an object that an earlier owner wrote.</summary>
    public void Knows(string key, long revision) => _current[key] = revision;

    /// <summary>Each change is a row: a null body deletes. State moves on only if the store says Committed.</summary>
    public async Task<CommitOutcome> CommitAsync(params (string Key, string? Body)[] changes)
    {
        var batch = Batch(changes);
        var outcome = await store.CommitAsync(collection, batch, Xunit.TestContext.Current.CancellationToken);
        if (outcome is CommitOutcome.Committed)
        {
            Accept(batch);
        }

        return outcome;
    }

    /// <summary>Moves the state on after a commit.</summary>
    public void Accept(CommitBatch batch)
    {
        Head = batch.NewHead;
        foreach (var row in batch.Rows)
        {
            _current[row.Key] = row.Deleted ? 0 : row.Revision;
        }
    }

    /// <summary>The batch that <see cref="CommitAsync"/> would send.</summary>
    public CommitBatch Batch(params (string Key, string? Body)[] changes) =>
        BatchOf(changes.Select(c => (c.Key, c.Body is null, Encoding.UTF8.GetBytes(c.Body ?? "gone"))).ToArray());

    /// <summary>A batch with bodies of any bytes.</summary>
    public CommitBatch BatchOf(params (string Key, bool Deleted, byte[] Body)[] changes)
    {
        var seen = new Dictionary<string, long>(_current, StringComparer.Ordinal);
        var rows = new List<CommitRow>();
        foreach (var (key, deleted, body) in changes)
        {
            var revision = Head + rows.Count + 1;
            var previous = seen.GetValueOrDefault(key);
            rows.Add(new CommitRow(key, revision, previous, previous > Head, deleted, body));
            seen[key] = deleted ? 0 : revision;
        }

        return new CommitBatch(Head, Head + rows.Count, rows);
    }
}
