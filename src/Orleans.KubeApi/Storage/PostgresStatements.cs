namespace Orleans.KubeApi.Storage;

/// <summary>
/// The SQL of <see cref="PostgresRevisionStore"/>; a test pins the plan of each. Parameters are positional: $1 is the first added.
/// </summary>
/// <remarks>
/// Reads fetch the collection's row and the versions in one statement, hence in one snapshot: rows and head belong together. The rows come
/// in the inner query's order, since the outer side is a single row; the pinned plans prove it.
/// </remarks>
internal static class PostgresStatements
{
    public const string Current = "9223372036854775807";

    public const string Commit = "SELECT commit_batch($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    /// <summary>Makes sure that a commit whose fate is open can no longer happen: if it had not, its epoch ends here.</summary>
    public const string FenceUndecided = "UPDATE collection SET epoch = epoch + 1 WHERE number = $1 AND epoch = $2 AND head = $3";

    public const string Position = "SELECT epoch, head, floor FROM collection WHERE number = $1";

    public const string RowsBetween =
        "SELECT created, previous, key, body FROM version WHERE collection = $1 AND created > $2 AND created <= $3 ORDER BY created";

    public const string Open = "SELECT * FROM open_collection($1, $2, $3, $4)";

    public const string Release = "UPDATE collection SET owner = NULL WHERE number = $1 AND epoch = $2";

    /// <summary>How long earlier owners may still answer, in seconds; a released lease ends its part at once.</summary>
    public const string QuietLeft =
        """
        SELECT extract(epoch FROM (CASE WHEN EXISTS (SELECT FROM silo_lease WHERE silo = $3 AND expires = to_timestamp(0))
          THEN $2 ELSE $1 END) - clock_timestamp())::float8
        """;

    public const string RenewLease =
        """
        INSERT INTO silo_lease (silo, expires) VALUES ($1, clock_timestamp() + $2)
        ON CONFLICT (silo) DO UPDATE SET expires = clock_timestamp() + $2 RETURNING losses
        """;

    public const string ReleaseLease = "UPDATE silo_lease SET expires = to_timestamp(0) WHERE silo = $1";

    public const string ForgetOldLeases = "DELETE FROM silo_lease WHERE expires < clock_timestamp() - interval '1 day'";

    public const string List = "SELECT cluster, api_group, resource, head, floor, epoch, owner FROM collection";

    /// <summary>The limit keeps the planner from turning the join round: on an empty table it would, and search all collections.</summary>
    public const string Get = $"""
        SELECT v.created, v.body FROM collection c
        CROSS JOIN LATERAL (
          SELECT created, body FROM version WHERE collection = c.number AND superseded = {Current} AND key = $4 LIMIT 1) v
        WHERE c.cluster = $1 AND c.api_group = $2 AND c.resource = $3
        """;

    public const string CurrentRevision = $"""
        SELECT v.created FROM collection c
        CROSS JOIN LATERAL (
          SELECT created FROM version WHERE collection = c.number AND superseded = {Current} AND key = $4 LIMIT 1) v
        WHERE c.cluster = $1 AND c.api_group = $2 AND c.resource = $3
        """;

    /// <summary>$4 from, $5 limit, $6 end if any.</summary>
    public const string Range = $"""
        SELECT c.head, c.floor, v.key, v.created, v.body FROM collection c
        LEFT JOIN LATERAL (
          SELECT key, created, body FROM version
          WHERE collection = c.number AND superseded = {Current} AND key >= $4
          ORDER BY key LIMIT $5) v ON true
        WHERE c.cluster = $1 AND c.api_group = $2 AND c.resource = $3
        """;

    /// <summary>$4 from, $5 limit, $6 revision, $7 end if any. Current versions and past ones are merged in key order.</summary>
    public const string RangeAsOf = $"""
        SELECT c.head, c.floor, v.key, v.created, v.body FROM collection c
        LEFT JOIN LATERAL (
          (SELECT key, created, body FROM version
           WHERE collection = c.number AND superseded = {Current} AND created <= $6 AND key >= $4
           ORDER BY key LIMIT $5)
          UNION ALL
          (SELECT key, created, body FROM version
           WHERE collection = c.number AND superseded <> {Current} AND superseded > created
             AND superseded > $6 AND created <= $6 AND key >= $4
           ORDER BY key LIMIT $5)
          ORDER BY key LIMIT $5) v ON c.floor <= $6 AND c.head >= $6
        WHERE c.cluster = $1 AND c.api_group = $2 AND c.resource = $3
        """;

    public static readonly string RangeTo = Range.Replace("key >= $4", "key >= $4 AND key < $6", StringComparison.Ordinal);

    public static readonly string RangeAsOfTo = RangeAsOf.Replace("key >= $4", "key >= $4 AND key < $7", StringComparison.Ordinal);

    /// <summary>$4 from (exclusive), $5 to (inclusive), $6 limit.</summary>
    public const string Events = """
        SELECT c.head, c.floor, e.created, e.key, e.superseded = e.created, e.body, e.before, e.previous FROM collection c
        LEFT JOIN LATERAL (
          SELECT v.created, v.superseded, v.key, v.body, v.previous,
            (SELECT p.body FROM version p WHERE p.collection = v.collection AND p.created = v.previous) AS before
          FROM version v
          WHERE v.collection = c.number AND v.created > $4 AND v.created <= $5
          ORDER BY v.created LIMIT $6) e ON c.floor <= $4
        WHERE c.cluster = $1 AND c.api_group = $2 AND c.resource = $3
        """;

    /// <summary>$4 from (exclusive), $5 limit.</summary>
    public const string Versions = """
        SELECT v.created, v.key, v.body FROM collection c
        CROSS JOIN LATERAL (
          SELECT created, key, body FROM version WHERE collection = c.number AND created > $4 ORDER BY created LIMIT $5) v
        WHERE c.cluster = $1 AND c.api_group = $2 AND c.resource = $3
        """;

    /// <summary>
    /// $4 revisions, $5 the bodies as they were, $6 the new ones. Rows are found one by one and changed by their place; the limit keeps the
    /// planner from turning the join round.
    /// </summary>
    public const string ChangeBodies = """
        UPDATE version v SET body = n.body FROM unnest($4, $5, $6) AS n (created, old, body)
        CROSS JOIN LATERAL (
          SELECT w.ctid AS place FROM collection o JOIN LATERAL (
            SELECT ctid FROM version WHERE collection = o.number AND created = n.created LIMIT 1) w ON true
          WHERE o.cluster = $1 AND o.api_group = $2 AND o.resource = $3) f
        WHERE v.ctid = f.place AND v.body = n.old
        """;

    public const string RaiseFloor =
        """
        UPDATE collection SET floor = greatest(floor, least(head, $4)) WHERE cluster = $1 AND api_group = $2 AND resource = $3
        RETURNING number, floor, compacted
        """;

    public const string CompactStep = "SELECT o_end, o_removed FROM compact_step($1, $2, $3, $4)";

    public const string CompactedTo = "UPDATE collection SET compacted = greatest(compacted, $2) WHERE number = $1";

    public const string BumpHeads = "UPDATE collection SET head = head + $1, floor = head + $1, epoch = epoch + 1";

    public const string Clock = "SELECT clock_timestamp()";

    public const string Ping = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'";

    // The write-ahead log's file names begin with the timeline in use; the control file tells it only after the next checkpoint.
    public const string Timeline =
        "SELECT s.system_identifier, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int FROM pg_control_system() s";
}
