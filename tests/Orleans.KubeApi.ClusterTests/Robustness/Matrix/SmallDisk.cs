using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>A file system in memory that is soon full.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _mount = new();

    public string Folder => _mount.File("disk");

    private string Filler => Path.Combine(Folder, "filler");

    public static async Task<SmallDisk> MountAsync(int megabytes, CancellationToken cancellation)
    {
        var disk = new SmallDisk();
        Directory.CreateDirectory(disk.Folder);
        await SystemTool.RunAsync("mount", $"-t tmpfs -o size={megabytes}m,mode=0777 tmpfs {disk.Folder}", cancellation);
        await SystemTool.RunAsync("chmod", $"755 {Path.GetDirectoryName(disk.Folder)}", cancellation);
        return disk;
    }

    /// <summary>Takes all the room that is left.</summary>
    public async Task FillAsync(CancellationToken cancellation)
    {
        await using var file = File.Create(Filler);
        var zeros = new byte[1 << 16];
        try
        {
            while (true)
            {
                await file.WriteAsync(zeros, cancellation);
            }
        }
        catch (IOException)
        {
            // That was the last of it.
        }
    }

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await SystemTool.RunAsync("umount", $"-l {Folder}", CancellationToken.None);
        _mount.Dispose();
    }
}
