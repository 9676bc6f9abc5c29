namespace Orleans.KubeApi.Storage;

/// <summary>
/// The reads of <see cref="SqliteRevisionStore"/>, each inside one read transaction: head and rows come from one snapshot.
/// </summary>
internal static class SqliteReads
{
    /// <inheritdoc cref="IRevisionStore.CurrentRevisionAsync"/>
    public static long? CurrentRevision(SqliteSession session, CollectionId id, string key)
    {
        using var reader = session.Query(SqliteStatements.CurrentRevision, Position(session, id).Number, key);
        return reader.Read() ? reader.GetInt64(0) : null;
    }

    /// <inheritdoc cref="IRevisionStore.GetAsync"/>
    public static StoredRow? Get(SqliteSession session, CollectionId id, string key)
    {
        using var reader = session.Query(SqliteStatements.Get, Position(session, id).Number, key);
        return reader.Read() ? new StoredRow(key, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    /// <inheritdoc cref="IRevisionStore.ReadRangeAsync"/>
    public static RangePage Range(SqliteSession session, CollectionId id, RangeQuery query)
    {
        var (number, head, floor) = Position(session, id);
        var page = new RangePageBuilder(query) { Head = head, Floor = floor };
        if (query.AsOf < floor || query.AsOf > head)
        {
            return page.Build();
        }

        object limit = query.Limit + 1L;
        using var reader = (query.AsOf, query.ToKey) switch
        {
            (null, null) => session.Query(SqliteStatements.Range, number, query.FromKey, limit),
            (null, { } end) => session.Query(SqliteStatements.RangeTo, number, query.FromKey, limit, end),
            ({ } revision, null) => session.Query(SqliteStatements.RangeAsOf, number, query.FromKey, limit, revision),
            ({ } revision, { } end) => session.Query(SqliteStatements.RangeAsOfTo, number, query.FromKey, limit, revision, end),
        };
        while (reader.Read() && page.Add(new StoredRow(reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2))))
        {
        }

        return page.Build();
    }

    /// <inheritdoc cref="IRevisionStore.ReadEventsAsync"/>
    public static EventPage Events(SqliteSession session, CollectionId id, long fromExclusive, long toInclusive, int limit)
    {
        var (number, head, floor) = Position(session, id);
        var page = new EventPageBuilder(fromExclusive, limit) { Head = head, Floor = floor };
        if (fromExclusive < floor || fromExclusive > head)
        {
            return page.Build();
        }

        using var reader = session.Query(SqliteStatements.Events, number, fromExclusive, Math.Min(toInclusive, head), limit + 1L);
        while (reader.Read())
        {
            ReadOnlyMemory<byte>? before = reader.IsDBNull(4) ? null : (ReadOnlyMemory<byte>?)reader.GetFieldValue<byte[]>(4);
            if (!page.Add(new StoredEvent(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2) != 0, reader.GetFieldValue<byte[]>(3), before,
                reader.GetInt64(5))))
            {
                break;
            }
        }

        return page.Build();
    }

    /// <inheritdoc cref="IRevisionStore.ReadVersionsAsync"/>
    public static IReadOnlyList<StoredVersion> Versions(SqliteSession session, CollectionId id, long fromExclusive, int limit)
    {
        var versions = new List<StoredVersion>();
        var bytes = 0L;
        using var reader = session.Query(SqliteStatements.Versions, Position(session, id).Number, fromExclusive, (long)limit);
        while (bytes <= RangeQuery.MaxPageBytes && reader.Read())
        {
            versions.Add(new StoredVersion(reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
            bytes += versions[^1].Body.Length;
        }

        return versions;
    }

    /// <inheritdoc cref="IRevisionStore.ChangeBodiesAsync"/>
    public static int ChangeBodies(SqliteSession session, CollectionId id, IReadOnlyList<BodyChange> changes)
    {
        var number = Position(session, id).Number;
        return changes.Sum(c => session.Run(SqliteStatements.ChangeBody, number, c.Revision, c.Old.ToArray(), c.New.ToArray()));
    }

    private static (long Number, long Head, long Floor) Position(SqliteSession session, CollectionId id)
    {
        using var reader = session.Query(SqliteStatements.Position, id.Cluster, id.Group, id.Resource);
        return reader.Read()
            ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2))
            : (0, IRevisionStore.FirstRevision, IRevisionStore.FirstRevision);
    }
}
