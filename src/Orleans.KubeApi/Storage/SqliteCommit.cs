using System.Runtime.InteropServices;

namespace Orleans.KubeApi.Storage;

/// <summary>The steps of a commit on the writer's thread, inside its savepoint.</summary>
internal static class SqliteCommit
{
    /// <summary>Anything but Committed must be undone by the caller.</summary>
    public static CommitOutcome Run(SqliteSession session, OpenedCollection collection, CommitBatch batch)
    {
        object number = collection.Number;
        if (session.Run(SqliteStatements.AdvanceHead, number, collection.Epoch, batch.ExpectedHead, batch.NewHead) != 1)
        {
            return CommitOutcome.Fenced;
        }

        var idBase = collection.Number << SqliteStatements.RevisionBits;
        foreach (var row in batch.Rows)
        {
            if (!MoveCurrent(session, number, row))
            {
                return CommitOutcome.Conflict;
            }

            session.Run(
                SqliteStatements.InsertVersion,
                idBase + row.Revision,
                row.PreviousRevision, row.Deleted ? 1L : 0L,
                row.Key,
                Bytes(row.Body),
                RowDigest.Of(idBase + row.Revision, row.PreviousRevision, row.Deleted, row.Key, row.Body.Span));
        }

        return CommitOutcome.Committed;
    }

    // The compare: each statement changes exactly one row, or the previous version is not as expected.
    private static bool MoveCurrent(SqliteSession session, object number, CommitRow row)
    {
        if (row.PreviousRevision == 0)
        {
            return session.Run(SqliteStatements.InsertCurrent, number, row.Key, row.Revision) == 1;
        }

        object previous = row.PreviousRevision;
        object revision = row.Revision;
        var moved = row.Deleted
            ? session.Run(SqliteStatements.DeleteCurrent, number, row.Key, previous)
            : session.Run(SqliteStatements.ReplaceCurrent, number, row.Key, previous, revision);
        return moved == 1 && session.Run(SqliteStatements.InsertPast, number, row.Key, revision, previous) == 1;
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : body.ToArray();
}
