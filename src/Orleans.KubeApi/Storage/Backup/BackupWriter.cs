using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.KubeApi.Storage.Backup;

/// <summary>
/// Writes a backup file. It gets its name only when it is complete and on the disk; others than its owner may not read it, since it holds
/// what the store holds.
/// </summary>
internal static class BackupWriter
{
    private const int BufferBytes = 1024 * 1024;

    /// <summary>Writes all items.</summary>
    /// <exception cref="BackupException">The file is there already.</exception>
    /// <exception cref="IOException">It can't be written.</exception>
    public static async ValueTask<BackupTotals> WriteAsync(string path, IAsyncEnumerable<BackupItem> items, CancellationToken ct)
    {
        if (File.Exists(path))
        {
            throw new BackupException($"{path} exists already");
        }

        var unfinished = path + ".unfinished";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = BufferBytes,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            BackupTotals totals;
            await using (var file = new FileStream(unfinished, options))
            {
                totals = await WriteAsync(file, items, ct);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path);
            return totals;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static async ValueTask<BackupTotals> WriteAsync(FileStream file, IAsyncEnumerable<BackupItem> items, CancellationToken ct)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var hashed = new HashingStream(file, digest);
        var head = new byte[BackupFormat.HeadBytes];
        BackupFormat.Name.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), BackupFormat.Version);
        hashed.Write(head);
        var totals = default(BackupTotals);
        await using (var records = new BufferedStream(new GZipStream(hashed, CompressionLevel.Fastest, leaveOpen: true), BufferBytes))
        {
            await foreach (var item in items.WithCancellation(ct))
            {
                Write(records, item);
                totals = totals.With(item);
            }

            records.WriteByte(BackupFormat.EndRecord);
            Write(records, totals.Collections);
            Write(records, totals.Rows);
            Write(records, totals.BodyBytes);
        }

        hashed.Write("\n"u8);
        file.Write(digest.GetHashAndReset());
        return totals;
    }

    private static void Write(Stream records, BackupItem item)
    {
        switch (item)
        {
            case BackupItem.Collection collection:
                records.WriteByte(BackupFormat.CollectionRecord);
                Write(records, Encoding.UTF8.GetBytes(collection.Id.Cluster));
                Write(records, Encoding.UTF8.GetBytes(collection.Id.Group));
                Write(records, Encoding.UTF8.GetBytes(collection.Id.Resource));
                Write(records, collection.Head);
                break;
            case BackupItem.Row row:
                records.WriteByte(BackupFormat.RowRecord);
                Write(records, Encoding.UTF8.GetBytes(row.Key));
                Write(records, row.Revision);
                Write(records, row.Body.Span);
                break;
            default:
                throw new ArgumentException($"unknown item {item.GetType().Name}");
        }
    }

    private static void Write(Stream records, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        records.Write(bytes);
    }

    private static void Write(Stream records, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        records.Write(length);
        records.Write(bytes);
    }
}
