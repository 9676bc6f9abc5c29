using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Orleans.KubeApi.Audit;

/// <summary>
/// A file of events, a line each, readable by its owner only. When it is full it is renamed after the moment (as the original does:
/// <c>audit-2026-01-31T10-20-30.123.log</c>) and a new one is begun. A write that fails half-way is taken back, so that no broken line
/// stays;
/// the next write opens the file anew, so a disk that was full is used again once there is room.
/// </summary>
internal sealed partial class AuditFile : IAuditTarget
{
    private const string Stamp = "yyyy-MM-dd'T'HH-mm-ss.fff";
    private readonly AuditFileOptions _options;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private readonly string _stem;
    private readonly string _extension;
    private FileStream? _file;
    private Task _tidying = Task.CompletedTask;

    private AuditFile(AuditFileOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        var path = Path.GetFullPath(options.Path);
        _folder = Path.GetDirectoryName(path) ?? "/";
        _extension = Path.GetExtension(path);
        _stem = Path.GetFileNameWithoutExtension(path) + "-";
    }

    /// <summary>Opens the file, and creates it and its folder if they are missing.</summary>
    /// <exception cref="IOException">That isn't possible.</exception>
    /// <exception cref="UnauthorizedAccessException">That isn't allowed.</exception>
    public static AuditFile Open(AuditFileOptions options, TimeProvider time)
    {
        var file = new AuditFile(options, time);
        Directory.CreateDirectory(file._folder);
        file._file = file.OpenCurrent();
        return file;
    }

    /// <inheritdoc/>
    public Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancellationToken)
    {
        var lines = Join(events);
        var file = _file ??= OpenCurrent();
        if (file is { CanSeek: true, Length: > 0 } && file.Length + lines.Length > _options.MaxBytes)
        {
            file = Rotate(file);
        }

        Write(file, lines);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _file?.Dispose();
        await _tidying;
    }

    internal static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        var lines = new byte[events.Sum(e => e.Length + 1)];
        var at = 0;
        foreach (var item in events)
        {
            item.Span.CopyTo(lines.AsSpan(at));
            at += item.Length;
            lines[at++] = (byte)'\n';
        }

        return lines;
    }

    private FileStream OpenCurrent()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(_options.Path, options);
        if (file.CanSeek)
        {
            file.Seek(0, SeekOrigin.End);
        }

        return file;
    }

    private void Write(FileStream file, byte[] lines)
    {
        var start = file.CanSeek ? file.Position : 0;
        try
        {
            file.Write(lines);
        }
        catch (IOException)
        {
            _file = null;
            TakeBack(file, start);
            throw;
        }
    }

    private static void TakeBack(FileStream file, long start)
    {
        try
        {
            using (file)
            {
                if (file.CanSeek)
                {
                    file.SetLength(start);
                }
            }
        }
        catch (Exception stillBroken) when (stillBroken is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // The cause is on its way to the caller already.
        }
    }

    private FileStream Rotate(FileStream full)
    {
        _file = null;
        full.Dispose();
        var now = _time.GetUtcNow();
        var backup = BackupPath(now);
        while (File.Exists(backup) || File.Exists(backup + ".gz"))
        {
            now = now.AddMilliseconds(1); // two rotations in one millisecond must not overwrite each other
            backup = BackupPath(now);
        }

        if (File.Exists(_options.Path))
        {
            File.Move(_options.Path, backup);
            _tidying = TidyAsync(_tidying, backup, _time.GetUtcNow() - _options.MaxAge);
        }

        return _file = OpenCurrent();
    }

    private string BackupPath(DateTimeOffset now) =>
        Path.Combine(_folder, _stem + now.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture) + _extension);

    // Beside the writes: compressing takes a second, and requests may be waiting for theirs.
    private async Task TidyAsync(Task before, string newest, DateTimeOffset oldest)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (_options.Compress)
            {
                Compress(newest);
            }

            var kept = 0;
            foreach (var (path, time) in Backups().OrderByDescending(b => b.Time))
            {
                if ((_options.MaxBackups > 0 && ++kept > _options.MaxBackups) || (_options.MaxAge > TimeSpan.Zero && time < oldest))
                {
                    File.Delete(path);
                }
            }
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // The next rotation tries again; events are more important than tidiness.
        }
    }

    private IEnumerable<(string Path, DateTimeOffset Time)> Backups()
    {
        foreach (var path in Directory.EnumerateFiles(_folder, _stem + "*"))
        {
            var name = Path.GetFileName(path);
            if (BackupName().Match(name[_stem.Length..]) is { Success: true } match
                && (match.Groups["rest"].Value == _extension || match.Groups["rest"].Value == _extension + ".gz")
                && DateTimeOffset.TryParseExact(match.Groups["time"].Value, Stamp, CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal, out var time))
            {
                yield return (path, time);
            }
        }
    }

    private static void Compress(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var source = File.OpenRead(path))
        using (var gzip = new GZipStream(new FileStream(path + ".gz", options), CompressionLevel.Fastest))
        {
            source.CopyTo(gzip);
        }

        File.Delete(path);
    }

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3})(?<rest>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex BackupName();
}
