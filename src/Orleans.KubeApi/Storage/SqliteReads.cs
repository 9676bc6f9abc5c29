using Microsoft.Data.Sqlite;

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
        var number = Position(session, id).Number;
        using var reader = session.Query(SqliteStatements.Get, number, key);
        if (!reader.Read())
        {
            return null;
        }

        var revision = reader.GetInt64(0);
        return new StoredRow(
            key, revision, SqliteRow.Body(reader, 1, number, revision, key) ?? throw SqliteRow.Damaged(id, key, revision));
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
        while (reader.Read() && page.Add(Row(reader, id, number)))
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
            if (!page.Add(Event(reader, id, number)))
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
        return changes.Sum(change => ChangeBody(session, number, change));
    }

    // A damaged row stays as it is: with a new digest it would pass for a sound one.
    private static int ChangeBody(SqliteSession session, long number, BodyChange change)
    {
        long digest;
        using (var reader = session.Query(SqliteStatements.Version, number, change.Revision))
        {
            if (!reader.Read() || SqliteRow.Body(reader, 1, number, change.Revision, reader.GetString(0)) is null)
            {
                return 0;
            }

            digest = RowDigest.Of(
                (number << SqliteStatements.RevisionBits) + change.Revision, reader.GetInt64(2), reader.GetInt64(3) != 0,
                reader.GetString(0), change.New.Span);
        }

        return session.Run(SqliteStatements.ChangeBody, number, change.Revision, change.Old.ToArray(), change.New.ToArray(), digest);
    }

    private static StoredRow Row(SqliteDataReader reader, CollectionId id, long number)
    {
        var (key, revision) = (reader.GetString(0), reader.GetInt64(1));
        return SqliteRow.Body(reader, 2, number, revision, key) is { } body
            ? new StoredRow(key, revision, body)
            : new StoredRow(key, revision, default, SqliteRow.Damaged(id, key, revision).Message);
    }

    private static StoredEvent Event(SqliteDataReader reader, CollectionId id, long number)
    {
        var (revision, key, previous) = (reader.GetInt64(0), reader.GetString(1), reader.GetInt64(3));
        var body = SqliteRow.Body(reader, 2, number, revision, key) ?? throw SqliteRow.Damaged(id, key, revision);
        ReadOnlyMemory<byte>? before = reader.IsDBNull(6)
            ? null
            : (ReadOnlyMemory<byte>?)(SqliteRow.Body(reader, 6, number, previous, reader.GetString(10))
                ?? throw SqliteRow.Damaged(id, key, previous));
        return new StoredEvent(revision, key, reader.GetInt64(4) != 0, body, before, previous);
    }

    private static (long Number, long Head, long Floor) Position(SqliteSession session, CollectionId id)
    {
        using var reader = session.Query(SqliteStatements.Position, id.Cluster, id.Group, id.Resource);
        return reader.Read()
            ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2))
            : (0, IRevisionStore.FirstRevision, IRevisionStore.FirstRevision);
    }
}
