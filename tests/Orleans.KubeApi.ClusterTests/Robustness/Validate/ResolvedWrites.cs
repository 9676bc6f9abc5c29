using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>
/// Which log entry each write made. Creates, updates and patches are found by their unique tag, deletes by the uid they removed;
/// that also decides every write whose outcome its client never learned.
/// </summary>
internal sealed class ResolvedWrites
{
    private readonly Dictionary<WatchedEvent, WriteOperation> _writes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<WriteOperation, WatchedEvent> _entries = new(ReferenceEqualityComparer.Instance);

    public ResolvedWrites(History history)
    {
        var byTag = history.Writes.Where(write => write.Kind != WriteKind.Delete)
            .ToDictionary(write => write.Tag, StringComparer.Ordinal);
        var deletes = history.Writes.Where(write => write.Kind == WriteKind.Delete).ToLookup(write => write.Key, StringComparer.Ordinal);
        foreach (var entry in history.Log)
        {
            var write = entry.Type == WatchedEvent.Deleted
                ? FindDelete(deletes[entry.Key], entry.State!.Uid)
                : byTag.GetValueOrDefault(entry.State!.Tag);
            if (write is not null && _entries.TryAdd(write, entry))
            {
                _writes[entry] = write;
            }
        }
    }

    public IEnumerable<(WriteOperation Write, WatchedEvent Entry)> All => _entries.Select(pair => (pair.Key, pair.Value));

    public WriteOperation? WriteOf(WatchedEvent entry) => _writes.GetValueOrDefault(entry);

    public WatchedEvent? EntryOf(WriteOperation write) => _entries.GetValueOrDefault(write);

    private WriteOperation? FindDelete(IEnumerable<WriteOperation> deletes, string uid)
    {
        WriteOperation? possible = null;
        foreach (var delete in deletes.Where(delete => !_entries.ContainsKey(delete)))
        {
            if (delete.Outcome == Outcome.Done && delete.DeletedUid == uid)
            {
                return delete;
            }

            if (delete.Outcome == Outcome.Unknown && (delete.ExpectedUid is null || delete.ExpectedUid == uid))
            {
                possible ??= delete;
            }
        }

        return possible;
    }
}
