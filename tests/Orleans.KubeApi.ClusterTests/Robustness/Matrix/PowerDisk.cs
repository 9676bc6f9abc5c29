using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>
/// An ext4 file system of its own on a loop device whose power can be cut: from then on every access fails, and what was not flushed by an
/// fsync is gone when it is mounted again.
/// </summary>
internal sealed class PowerDisk : IAsyncDisposable
{
    // _IOR('X', 125, __u32) of the kernel's ext4; 2: the journal in memory isn't written either.
    private const nuint ShutdownRequest = 0x8004587D;
    private const uint WithoutFlushing = 2;
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.File("disk");

    private string Image => _folder.File("image");

    public static string? Missing =>
        SystemTool.Missing ?? (Requirements.FindOnPath("mkfs.ext4") is null ? "mkfs.ext4" : null);

    public static async Task<PowerDisk> MountAsync(CancellationToken cancellation)
    {
        var disk = new PowerDisk();
        Directory.CreateDirectory(disk.Folder);
        await using (var image = File.Create(disk.Image))
        {
            image.SetLength(512L << 20);
        }

        await SystemTool.RunAsync("mkfs.ext4", $"-q -F {disk.Image}", cancellation);
        await disk.MountAgainAsync(cancellation);
        return disk;
    }

    /// <summary>
    /// The moment the power fails. Whoever writes must be frozen before: an fsync that is under way when ext4 is shut down may say that it
    /// succeeded (a program that does nothing but write and fsync was told so in 10 of 60 cuts, and in none of 60 when it was frozen).
    /// </summary>
    public void Cut()
    {
        using var root = OpenFolder(Folder, 0);
        var how = WithoutFlushing;
        if (root.IsInvalid || Control(root, ShutdownRequest, ref how) != 0)
        {
            throw new InvalidOperationException($"The file system can't be shut down: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>The machine is on again; nobody may have a file of it open.</summary>
    public async Task RestoreAsync(CancellationToken cancellation)
    {
        await SystemTool.RunAsync("umount", Folder, cancellation);
        await MountAgainAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await SystemTool.RunAsync("umount", $"-l {Folder}", CancellationToken.None);
        _folder.Dispose();
    }

    private Task MountAgainAsync(CancellationToken cancellation) =>
        SystemTool.RunAsync("mount", $"-o loop {Image} {Folder}", cancellation);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle OpenFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeFileHandle file, nuint request, ref uint value);
}
