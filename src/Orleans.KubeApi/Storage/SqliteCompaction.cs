namespace Orleans.KubeApi.Storage;

/// <summary>Removes superseded versions in steps short enough that commits between them hardly notice.</summary>
internal static class SqliteCompaction
{
    /// <summary>Sets the floor; returns the collection's number, the floor in force and how far earlier compactions came.</summary>
    public static (long Number, long Floor, long Compacted) RaiseFloor(SqliteSession session, CollectionId id, long floor)
    {
        using var reader = session.Query(SqliteStatements.RaiseFloor, id.Cluster, id.Group, id.Resource, floor);
        return reader.Read()
            ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2))
            : (0, IRevisionStore.FirstRevision, IRevisionStore.FirstRevision);
    }

    /// <summary>
    /// Handles up to <paramref name="limit"/> events after <paramref name="from"/>; returns where it came to and how many versions went.
    /// </summary>
    public static (long Position, long Removed) Step(SqliteSession session, long number, long from, long floor, int limit)
    {
        var events = new List<(long Revision, long Previous, bool Deleted, string Key)>();
        using (var reader = session.Query(SqliteStatements.CompactStep, number, from, floor, limit))
        {
            while (reader.Read())
            {
                events.Add((reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2) != 0, reader.GetString(3)));
            }
        }

        var removed = 0L;
        foreach (var (revision, previous, deleted, key) in events)
        {
            if (previous > 0)
            {
                removed += session.Run(SqliteStatements.RemoveVersion, number, previous);
                session.Run(SqliteStatements.RemovePast, number, key, revision);
            }

            if (deleted)
            {
                removed += session.Run(SqliteStatements.RemoveVersion, number, revision);
            }
        }

        var position = events.Count < limit ? floor : events[^1].Revision;
        session.Run(SqliteStatements.CompactedTo, number, position);
        return (position, removed);
    }
}
