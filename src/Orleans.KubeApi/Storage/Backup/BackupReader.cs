using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.KubeApi.Storage.Backup;

/// <summary>
/// Reads a backup file. The checksum is verified over the whole file before the first item is given out: what is damaged or cut off is
/// never loaded in part.
/// </summary>
internal sealed class BackupReader : IDisposable
{
    private const int BufferBytes = 1024 * 1024;
    private readonly string _path;
    private readonly FileStream _file;

    private BackupReader(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>Opens and verifies a file.</summary>
    /// <exception cref="BackupException">It is no backup, of a newer program, or damaged.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static BackupReader Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        try
        {
            var reader = new BackupReader(path, file);
            reader.Verify();
            return reader;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>All items, once.</summary>
    public async IAsyncEnumerable<BackupItem> ReadAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        _file.Position = BackupFormat.HeadBytes;
        using var records = new BufferedStream(new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true), BufferBytes);
        var totals = default(BackupTotals);
        while (Next(records, totals) is { } item)
        {
            ct.ThrowIfCancellationRequested();
            totals = totals.With(item);
            yield return item;
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Verify()
    {
        var head = new byte[BackupFormat.HeadBytes];
        if (_file.Length < BackupFormat.HeadBytes + BackupFormat.DigestBytes
            || _file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length
            || !head.AsSpan().StartsWith(BackupFormat.Name))
        {
            throw new BackupException($"{_path} is no backup of this server");
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(8));
        if (version is < 1 or > BackupFormat.Version)
        {
            throw new BackupException($"{_path} has format {version}, this program reads up to {BackupFormat.Version}");
        }

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _file.Position = 0;
        var buffer = new byte[BufferBytes];
        for (var left = _file.Length - BackupFormat.DigestBytes; left > 0;)
        {
            var read = _file.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
            {
                break;
            }

            digest.AppendData(buffer, 0, read);
            left -= read;
        }

        var expected = new byte[BackupFormat.DigestBytes];
        _file.ReadAtLeast(expected, expected.Length, throwOnEndOfStream: false);
        if (!digest.GetHashAndReset().AsSpan().SequenceEqual(expected))
        {
            throw new BackupException($"{_path} is damaged or cut off: its checksum is not right");
        }
    }

    /// <summary>The next item, null at the end.</summary>
    private BackupItem? Next(Stream records, BackupTotals totals)
    {
        try
        {
            switch (records.ReadByte())
            {
                case BackupFormat.CollectionRecord:
                    return new BackupItem.Collection(new CollectionId(Text(records), Text(records), Text(records)), Number(records));
                case BackupFormat.RowRecord when totals.Collections > 0:
                    return new BackupItem.Row(Text(records), Number(records), Bytes(records, BackupFormat.BodyMax));
                case BackupFormat.EndRecord when totals == new BackupTotals(Number(records), Number(records), Number(records)):
                    return null;
                default:
                    throw new BackupException($"{_path} breaks the format after {totals.Rows} objects");
            }
        }
        catch (Exception wrong) when (wrong is EndOfStreamException or InvalidDataException)
        {
            throw new BackupException($"{_path} breaks the format after {totals.Rows} objects", wrong);
        }
    }

    private static string Text(Stream records) => Encoding.UTF8.GetString(Bytes(records, BackupFormat.TextMax));

    private static long Number(Stream records)
    {
        Span<byte> bytes = stackalloc byte[8];
        records.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    private static byte[] Bytes(Stream records, int most)
    {
        Span<byte> length = stackalloc byte[4];
        records.ReadExactly(length);
        var count = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (count < 0 || count > most)
        {
            throw new InvalidDataException();
        }

        var bytes = new byte[count];
        records.ReadExactly(bytes);
        return bytes;
    }
}
