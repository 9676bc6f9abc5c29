using System.Buffers.Binary;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Backup;
using Orleans.KubeApi.Tests.Hosting;
using Xunit;

namespace Orleans.KubeApi.Tests.Storage;

public sealed class BackupFileTests : IDisposable
{
    private static readonly BackupItem[] Items =
    [
        new BackupItem.Collection(new CollectionId("root", "", "pods"), 17),
        new BackupItem.Row("n/a", 3, new byte[] { 1, 2, 3 }),
        new BackupItem.Row("n/é", 17, ReadOnlyMemory<byte>.Empty),
        new BackupItem.Collection(new CollectionId("root", "apps", "deployments"), 1),
    ];

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("backup");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_WrittenFile_GivesTheSameItems()
    {
        var totals = await WriteAsync(Items);

        Assert.Equal(new BackupTotals(2, 2, 3), totals);
        Assert.Equal(Items.Select(Text), (await ReadAsync()).Select(Text));
        Assert.False(File.Exists(Path + ".unfinished"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        }
    }

    [Fact]
    public async Task WriteAsync_FileExists_IsRefusedAndKept()
    {
        File.WriteAllText(Path, "precious");

        await Assert.ThrowsAsync<BackupException>(() => WriteAsync(Items));

        Assert.Equal("precious", File.ReadAllText(Path));
    }

    [Fact]
    public async Task WriteAsync_SourceFails_LeavesNoFile()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await BackupWriter.WriteAsync(Path, Failing(), Token));

        Assert.Empty(Directory.GetFiles(_folder.FullPath));

        static async IAsyncEnumerable<BackupItem> Failing()
        {
            yield return Items[0];
            await Task.Yield();
            throw new InvalidOperationException("the database is gone");
        }
    }

    [Fact]
    public async Task Open_AnyChangedByte_IsRefused()
    {
        await WriteAsync(Items);
        var bytes = File.ReadAllBytes(Path);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 0x40;
            File.WriteAllBytes(Path, changed);
            Assert.Throws<BackupException>(() => BackupReader.Open(Path).Dispose());
        }
    }

    [Fact]
    public async Task Open_CutOff_IsRefused()
    {
        await WriteAsync(Items);
        var bytes = File.ReadAllBytes(Path);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(Path, bytes[..length]);
            Assert.Throws<BackupException>(() => BackupReader.Open(Path).Dispose());
        }
    }

    [Fact]
    public async Task Open_FormatOfANewerProgram_SaysSo()
    {
        await WriteAsync(Items);
        var bytes = File.ReadAllBytes(Path);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), BackupFormat.Version + 1);
        File.WriteAllBytes(Path, bytes);

        Assert.Contains("has format 2", Assert.Throws<BackupException>(() => BackupReader.Open(Path)).Message);
    }

    private async Task<BackupTotals> WriteAsync(BackupItem[] items) =>
        await BackupWriter.WriteAsync(Path, items.ToAsyncEnumerable(), Token);

    private async Task<List<BackupItem>> ReadAsync()
    {
        using var reader = BackupReader.Open(Path);
        return await reader.ReadAsync(Token).ToListAsync(Token);
    }

    private static string Text(BackupItem item) => item is BackupItem.Row row
        ? $"{row.Key} {row.Revision} {Convert.ToHexString(row.Body.Span)}"
        : item.ToString();
}
