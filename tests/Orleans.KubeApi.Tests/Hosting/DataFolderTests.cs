using Orleans.KubeApi.Hosting;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Missing_IsCreatedForItsOwner()
    {
        using var data = DataFolder.Open(_folder.File("a/b"));

        Assert.True(Directory.Exists(data.FullPath));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data.FullPath));
        }
    }

    [Fact]
    public void Open_WhileOpen_Refuses()
    {
        using var first = DataFolder.Open(_folder.FullPath);

        var refusal = Assert.Throws<KubeApiOptionsException>(() => DataFolder.Open(_folder.FullPath));

        Assert.Equal($"--data-dir: {_folder.FullPath} is in use by another server", refusal.Message);
    }

    [Fact]
    public void Open_AfterDispose_Opens()
    {
        DataFolder.Open(_folder.FullPath).Dispose();

        DataFolder.Open(_folder.FullPath).Dispose();
    }

    [Fact]
    public void Open_OnAFile_Refuses()
    {
        var file = _folder.Write("file", "");

        var refusal = Assert.Throws<KubeApiOptionsException>(() => DataFolder.Open(file));

        Assert.StartsWith("--data-dir: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteFile_Existing_IsReplaced()
    {
        var file = _folder.Write("file", "old and longer");

        DataFolder.WriteFile(file, "new");

        Assert.Equal("new", File.ReadAllText(file));
        Assert.Single(Directory.GetFiles(_folder.FullPath));
    }
}
