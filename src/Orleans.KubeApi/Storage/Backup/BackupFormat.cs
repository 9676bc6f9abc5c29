namespace Orleans.KubeApi.Storage.Backup;

/// <summary>
/// The file: eight bytes of name, the version of the format (4 bytes, little endian), then compressed (gzip) records, a line feed that ends
/// the compressed part, and the SHA-256 of everything before it. A record is one byte that says what it is, and its fields: numbers of 8
/// bytes, and bytes with their length in 4 bytes before them, both little endian; texts are UTF-8. The last record counts the others, so
/// that nothing can be missing unseen.
/// </summary>
internal static class BackupFormat
{
    /// <summary>The version this program writes, and the newest it reads.</summary>
    public const int Version = 1;

    /// <summary>Longest body; larger ones no store would have taken.</summary>
    public const int BodyMax = 64 * 1024 * 1024;

    /// <summary>Longest key or name.</summary>
    public const int TextMax = 64 * 1024;

    /// <summary>Bytes of name and version.</summary>
    public const int HeadBytes = 12;

    /// <summary>Bytes of the checksum.</summary>
    public const int DigestBytes = 32;

    /// <summary>A collection: cluster, group, resource, head.</summary>
    public const byte CollectionRecord = (byte)'C';

    /// <summary>An object: key, revision, body.</summary>
    public const byte RowRecord = (byte)'R';

    /// <summary>The end: numbers of collections, of rows, of bytes in bodies.</summary>
    public const byte EndRecord = (byte)'E';

    /// <summary>What the file begins with.</summary>
    public static ReadOnlySpan<byte> Name => "KUBEAPI\n"u8;
}
