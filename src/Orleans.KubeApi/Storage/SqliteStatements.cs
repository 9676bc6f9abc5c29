namespace Orleans.KubeApi.Storage;

/// <summary>
/// The SQL of <see cref="SqliteRevisionStore"/>; a test pins the plan of each. A version's id is collection * 2^43 + revision.
/// </summary>
internal static class SqliteStatements
{
    /// <summary>
    /// The place of the collection's number in a version's id: room for 8.8e12 revisions in each of a million collections.
    /// </summary>
    public const int RevisionBits = 43;

    public const string Create = "INSERT INTO collection (cluster, api_group, resource) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    public const string Take =
        "UPDATE collection SET epoch = epoch + 1 WHERE cluster = $1 AND api_group = $2 AND resource = $3 "
        + "RETURNING number, epoch, head, floor";

    public const string AdvanceHead = "UPDATE collection SET head = $4 WHERE number = $1 AND epoch = $2 AND head = $3";

    public const string InsertVersion = "INSERT INTO version (id, previous, deleted, key, body, digest) VALUES ($1, $2, $3, $4, $5, $6)";

    public const string InsertCurrent =
        "INSERT INTO current_version (collection, key, created) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    public const string ReplaceCurrent = "UPDATE current_version SET created = $4 WHERE collection = $1 AND key = $2 AND created = $3";

    public const string DeleteCurrent = "DELETE FROM current_version WHERE collection = $1 AND key = $2 AND created = $3";

    public const string InsertPast = "INSERT INTO past_version (collection, key, superseded, created) VALUES ($1, $2, $3, $4)";

    public const string Position = "SELECT number, head, floor FROM collection WHERE cluster = $1 AND api_group = $2 AND resource = $3";

    public const string CurrentRevision = "SELECT created FROM current_version WHERE collection = $1 AND key = $2";

    /// <summary>The rows of an index whose version is missing must not go unnoticed: hence the outer joins.</summary>
    public const string Get =
        $"""
        SELECT c.created, {SqliteRow.Columns} FROM current_version c LEFT JOIN version v ON v.id = (c.collection << 43) + c.created
        WHERE c.collection = $1 AND c.key = $2
        """;

    public const string Range =
        $"""
        SELECT c.key, c.created, {SqliteRow.Columns} FROM current_version c LEFT JOIN version v ON v.id = (c.collection << 43) + c.created
        WHERE c.collection = $1 AND c.key >= $2 ORDER BY c.key LIMIT $3
        """;

    /// <summary>
    /// $1 collection, $2 from, $3 limit, $4 revision, $5 end if any. Current versions and past ones are merged in key order.
    /// </summary>
    public const string RangeAsOf =
        $"""
        SELECT k.key, k.created, {SqliteRow.Columns} FROM (
          SELECT collection, key, created FROM current_version c WHERE c.collection = $1 AND c.created <= $4 AND c.key >= $2
          UNION ALL
          SELECT collection, key, created FROM past_version c
          WHERE c.collection = $1 AND c.superseded > $4 AND c.created <= $4 AND c.key >= $2
          ORDER BY 2 LIMIT $3) k
        LEFT JOIN version v ON v.id = (k.collection << 43) + k.created
        """;

    public static readonly string RangeTo = Range.Replace("c.key >= $2", "c.key >= $2 AND c.key < $4", StringComparison.Ordinal);

    public static readonly string RangeAsOfTo = RangeAsOf.Replace("c.key >= $2", "c.key >= $2 AND c.key < $5", StringComparison.Ordinal);

    /// <summary>$1 collection, $2 from (exclusive), $3 to (inclusive), $4 limit.</summary>
    public const string Events =
        $"""
        SELECT v.id - ($1 << 43), v.key, {SqliteRow.Columns}, p.body, p.previous, p.deleted, p.digest, p.key FROM version v
        LEFT JOIN version p ON v.previous > 0 AND p.id = ($1 << 43) + v.previous
        WHERE v.id > ($1 << 43) + $2 AND v.id <= ($1 << 43) + $3 ORDER BY v.id LIMIT $4
        """;

    /// <summary>$1 collection, $2 from (exclusive), $3 limit.</summary>
    public const string Versions =
        """
        SELECT id - ($1 << 43), key, body FROM version
        WHERE id > ($1 << 43) + $2 AND id < ($1 + 1) << 43 ORDER BY id LIMIT $3
        """;

    /// <summary>$1 collection, $2 revision, $3 the body as it was, $4 the new one, $5 its digest.</summary>
    public const string ChangeBody = "UPDATE version SET body = $4, digest = $5 WHERE id = ($1 << 43) + $2 AND body = $3";

    /// <summary>$1 collection, $2 revision.</summary>
    public const string Version = $"SELECT v.key, {SqliteRow.Columns} FROM version v WHERE id = ($1 << 43) + $2";

    public const string RaiseFloor =
        """
        UPDATE collection SET floor = max(floor, min(head, $4)) WHERE cluster = $1 AND api_group = $2 AND resource = $3
        RETURNING number, floor, compacted
        """;

    /// <summary>Each event names the version that it replaced: the history itself lists what to remove.</summary>
    public const string CompactStep =
        """
        SELECT id - ($1 << 43), previous, deleted, key FROM version
        WHERE id > ($1 << 43) + $2 AND id <= ($1 << 43) + $3 ORDER BY id LIMIT $4
        """;

    public const string RemoveVersion = "DELETE FROM version WHERE id = ($1 << 43) + $2";

    public const string RemovePast = "DELETE FROM past_version WHERE collection = $1 AND key = $2 AND superseded = $3";

    public const string CompactedTo = "UPDATE collection SET compacted = max(compacted, $2) WHERE number = $1";

    public const string BumpHeads = "UPDATE collection SET head = head + $1, floor = head + $1, epoch = epoch + 1";

    public const string List = "SELECT cluster, api_group, resource, head, floor, epoch, number FROM collection";
}
