using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Tests.Hosting;
using Xunit;

namespace Orleans.KubeApi.Tests.Audit;

public sealed class AuditFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 31, 10, 20, 30, 123, TimeSpan.Zero));

    private string Log => Path.Combine(_folder.FullPath, "new", "audit.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Send_Restarted_Appends()
    {
        foreach (var line in new[] { "one", "two" })
        {
            await using var file = Open();
            await SendAsync(file, line);
        }

        Assert.Equal("one\ntwo\n", await File.ReadAllTextAsync(Log, TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Log));
        }
    }

    [Fact]
    public async Task Send_FullFile_IsRotatedUnderTheMomentsName()
    {
        await using var file = Open(maxBytes: 10);
        await SendAsync(file, "1234567", "x");
        await SendAsync(file, "y");
        await SendAsync(file, "12345678901234567890"); // larger than a file: alone in one

        Assert.Equal(
            ["audit-2026-01-31T10-20-30.123.log", "audit-2026-01-31T10-20-30.124.log", "audit.log"], Names());
        Assert.Equal("1234567\nx\n", await ReadAsync("audit-2026-01-31T10-20-30.123.log"));
        Assert.Equal("12345678901234567890\n", await ReadAsync("audit.log"));
    }

    [Fact]
    public async Task Send_ManyRotations_KeepsTheNewest()
    {
        var file = Open(maxBytes: 4, maxBackups: 2);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullPath, "new", "audit-notes.log"), "mine", TestContext.Current.CancellationToken);
        for (var i = 0; i < 6; i++)
        {
            await SendAsync(file, $"ev{i}");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await file.DisposeAsync();
        Assert.Equal(
            ["audit-2026-01-31T10-20-34.123.log", "audit-2026-01-31T10-20-35.123.log", "audit-notes.log", "audit.log"], Names());
    }

    [Fact]
    public async Task Send_OldFiles_GoAfterTheirTime()
    {
        var file = Open(maxBytes: 4, maxAge: TimeSpan.FromDays(1));
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(file, $"ev{i}");
            _time.Advance(TimeSpan.FromDays(2));
        }

        await file.DisposeAsync();
        Assert.Equal(["audit-2026-02-04T10-20-30.123.log", "audit.log"], Names());
    }

    [Fact]
    public async Task Send_Compressing_KeepsWhatWasWritten()
    {
        var file = Open(maxBytes: 4, compress: true);
        await SendAsync(file, "abc");
        await SendAsync(file, "def");
        await file.DisposeAsync();

        var packed = Path.Combine(_folder.FullPath, "new", "audit-2026-01-31T10-20-30.123.log.gz");
        await using var gzip = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.Equal("abc\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.False(File.Exists(packed[..^3]));
    }

    [Fact]
    public async Task S39_Send_FullDisk_FailsAndGoesOnWhenThereIsRoom()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs Linux");
        var link = _folder.File("audit.log");
        File.CreateSymbolicLink(link, "/dev/full");
        await using var file = AuditFile.Open(new AuditFileOptions { Path = link }, _time);

        await Assert.ThrowsAnyAsync<IOException>(() => SendAsync(file, "lost"));
        File.Delete(link);
        await SendAsync(file, "kept");

        Assert.Equal("kept\n", await File.ReadAllTextAsync(link, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Open_Folder_IsRefused()
    {
        Assert.ThrowsAny<Exception>(() => AuditFile.Open(new AuditFileOptions { Path = _folder.FullPath }, _time));
    }

    private AuditFile Open(long maxBytes = 1000, int maxBackups = 0, TimeSpan maxAge = default, bool compress = false) => AuditFile.Open(
        new AuditFileOptions { Path = Log, MaxBytes = maxBytes, MaxBackups = maxBackups, MaxAge = maxAge, Compress = compress }, _time);

    private static Task SendAsync(AuditFile file, params string[] events) =>
        file.SendAsync([.. events.Select(e => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(e))], TestContext.Current.CancellationToken);

    private List<string> Names() => [.. Directory.EnumerateFiles(Path.GetDirectoryName(Log)!).Select(f => Path.GetFileName(f)).Order(
        StringComparer.Ordinal)];

    private Task<string> ReadAsync(string name) =>
        File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(Log)!, name), TestContext.Current.CancellationToken);
}
