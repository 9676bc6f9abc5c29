using Microsoft.Data.Sqlite;
using Orleans.KubeApi.Storage.Encryption;

namespace Orleans.KubeApi.Storage;

/// <summary>Takes versions out of query results and checks them (<see cref="RowDigest"/>).</summary>
internal static class SqliteRow
{
    /// <summary>The columns that <see cref="Body"/> wants side by side, of the table called v.</summary>
    public const string Columns = "v.body, v.previous, v.deleted, v.digest";

    /// <summary>The body at a column, or null if the row is missing or isn't as it was written.</summary>
    public static byte[]? Body(SqliteDataReader reader, int column, long number, long revision, string key)
    {
        if (reader.IsDBNull(column))
        {
            return null;
        }

        var body = reader.GetFieldValue<byte[]>(column);
        var id = (number << SqliteStatements.RevisionBits) + revision;
        return reader.IsDBNull(column + 3)
            || reader.GetInt64(column + 3)
                == RowDigest.Of(id, reader.GetInt64(column + 1), reader.GetInt64(column + 2) != 0, key, body)
            ? body
            : null;
    }

    /// <summary>What clients are told of a row that is not as it was written.</summary>
    public static UnreadableRowException Damaged(CollectionId id, string key, long revision) =>
        new(new RowAddress(id, key, revision), "the stored bytes were damaged");
}
