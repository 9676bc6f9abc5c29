using Npgsql;

namespace Orleans.KubeApi.Storage;

/// <summary>The reads of <see cref="PostgresRevisionStore"/>: each is one statement, so all of an answer comes from one snapshot.</summary>
internal sealed class PostgresReader(PostgresSession session)
{
    /// <inheritdoc cref="IRevisionStore.CurrentRevisionAsync"/>
    public ValueTask<long?> CurrentRevisionAsync(CollectionId id, string key, CancellationToken ct) =>
        session.RunAsync(
            async (connection, token) =>
            {
                await using var command = Command(connection, PostgresStatements.CurrentRevision, id, Text(key));
                return (long?)await command.ExecuteScalarAsync(token);
            },
            ct);

    /// <inheritdoc cref="IRevisionStore.GetAsync"/>
    public ValueTask<StoredRow?> GetAsync(CollectionId id, string key, CancellationToken ct) =>
        session.RunAsync(
            async (connection, token) =>
            {
                await using var command = Command(connection, PostgresStatements.Get, id, Text(key));
                await using var reader = await command.ExecuteReaderAsync(token);
                return await reader.ReadAsync(token) ? new StoredRow(key, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
            },
            ct);

    /// <inheritdoc cref="IRevisionStore.ReadRangeAsync"/>
    public ValueTask<RangePage> ReadRangeAsync(CollectionId id, RangeQuery query, CancellationToken ct) =>
        session.RunAsync(
            async (connection, token) =>
            {
                await using var command = RangeCommand(connection, id, query);
                await using var reader = await command.ExecuteReaderAsync(token);
                var page = new RangePageBuilder(query);
                while (await reader.ReadAsync(token))
                {
                    page.Head = reader.GetInt64(0);
                    page.Floor = reader.GetInt64(1);
                    if (await reader.IsDBNullAsync(2, token)
                        || !page.Add(new StoredRow(reader.GetString(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4))))
                    {
                        break;
                    }
                }

                return page.Build();
            },
            ct);

    /// <inheritdoc cref="IRevisionStore.ReadEventsAsync"/>
    public ValueTask<EventPage> ReadEventsAsync(CollectionId id, long fromExclusive, long toInclusive, int limit, CancellationToken ct) =>
        session.RunAsync(
            async (connection, token) =>
            {
                await using var command = Command(
                    connection, PostgresStatements.Events, id, Number(fromExclusive), Number(toInclusive), Number(limit + 1L));
                await using var reader = await command.ExecuteReaderAsync(token);
                var page = new EventPageBuilder(fromExclusive, limit);
                while (await reader.ReadAsync(token))
                {
                    page.Head = reader.GetInt64(0);
                    page.Floor = reader.GetInt64(1);
                    if (await reader.IsDBNullAsync(2, token) || !page.Add(ReadEvent(reader)))
                    {
                        break;
                    }
                }

                return page.Build();
            },
            ct);

    /// <inheritdoc cref="IRevisionStore.ReadVersionsAsync"/>
    public ValueTask<IReadOnlyList<StoredVersion>> ReadVersionsAsync(
        CollectionId id, long fromExclusive, int limit, CancellationToken ct) =>
        session.RunAsync<IReadOnlyList<StoredVersion>>(
            async (connection, token) =>
            {
                var versions = new List<StoredVersion>();
                var bytes = 0L;
                await using var command = Command(
                    connection, PostgresStatements.Versions, id, Number(fromExclusive), Number(limit));
                await using var reader = await command.ExecuteReaderAsync(token);
                while (bytes <= RangeQuery.MaxPageBytes && await reader.ReadAsync(token))
                {
                    versions.Add(new StoredVersion(reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
                    bytes += versions[^1].Body.Length;
                }

                return versions;
            },
            ct);

    /// <inheritdoc cref="IRevisionStore.ChangeBodiesAsync"/>
    public ValueTask<int> ChangeBodiesAsync(CollectionId id, IReadOnlyList<BodyChange> changes, CancellationToken ct) =>
        session.RunAsync(
            async (connection, token) =>
            {
                await using var command = Command(
                    connection,
                    PostgresStatements.ChangeBodies,
                    id,
                    new NpgsqlParameter<long[]> { TypedValue = [.. changes.Select(c => c.Revision)] },
                    new NpgsqlParameter<byte[][]> { TypedValue = [.. changes.Select(c => c.Old.ToArray())] },
                    new NpgsqlParameter<byte[][]> { TypedValue = [.. changes.Select(c => c.New.ToArray())] });
                return await command.ExecuteNonQueryAsync(token);
            },
            ct);

    private static StoredEvent ReadEvent(NpgsqlDataReader reader) =>
        new(
            reader.GetInt64(2),
            reader.GetString(3),
            reader.GetBoolean(4),
            reader.GetFieldValue<byte[]>(5),
            reader.IsDBNull(6) ? null : (ReadOnlyMemory<byte>?)reader.GetFieldValue<byte[]>(6),
            reader.GetInt64(7));

    private static NpgsqlCommand RangeCommand(NpgsqlConnection connection, CollectionId id, RangeQuery query)
    {
        var sql = (query.AsOf, query.ToKey) switch
        {
            (null, null) => PostgresStatements.Range,
            (null, _) => PostgresStatements.RangeTo,
            (_, null) => PostgresStatements.RangeAsOf,
            _ => PostgresStatements.RangeAsOfTo,
        };
        var command = Command(connection, sql, id, Text(query.FromKey), Number(query.Limit + 1L));
        if (query.AsOf is { } revision)
        {
            command.Parameters.Add(Number(revision));
        }

        if (query.ToKey is { } end)
        {
            command.Parameters.Add(Text(end));
        }

        return command;
    }

    private static NpgsqlCommand Command(
        NpgsqlConnection connection, string sql, CollectionId id, params ReadOnlySpan<NpgsqlParameter> more)
    {
        var command = PostgresSession.Command(connection, sql, Text(id.Cluster), Text(id.Group), Text(id.Resource));
        foreach (var parameter in more)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };
}
