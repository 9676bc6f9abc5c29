using System.Text;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// The folder where one server keeps what must outlive it. Only its owner may read it. While it is open no second server can open it:
/// two processes on one embedded store would each believe to be alone.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream lockFile)
    {
        FullPath = path;
        _lock = lockFile;
    }

    /// <summary>Absolute path of the folder.</summary>
    public string FullPath { get; }

    /// <summary>The admin's kubeconfig.</summary>
    public string KubeconfigFile => Path.Combine(FullPath, "admin.kubeconfig");

    /// <summary>Folder of the embedded store.</summary>
    public string StoreFolder => StoreFolderOf(FullPath);

    /// <summary>Folder of certificates and keys.</summary>
    public string CertificateFolder => Path.Combine(FullPath, "pki");

    /// <summary>Folder of the embedded store in a data folder, for whoever reads it without opening it.</summary>
    public static string StoreFolderOf(string path) => Path.Combine(Path.GetFullPath(path), "store");

    /// <summary>Creates the folder if needed and takes its lock.</summary>
    /// <exception cref="KubeApiOptionsException">It can't be created or written, or another server has it open.</exception>
    public static DataFolder Open(string path)
    {
        var fullPath = Path.GetFullPath(path);
        try
        {
            CreateFolder(fullPath);
            var lockFile = new FileStream(Path.Combine(fullPath, "server.lock"), Options(FileMode.OpenOrCreate));
            return new DataFolder(fullPath, lockFile);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            var reason = File.Exists(Path.Combine(fullPath, "server.lock")) ? "is in use by another server" : e.Message;
            throw new KubeApiOptionsException($"--data-dir: {fullPath} {reason}", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new KubeApiOptionsException($"--data-dir: {e.Message}", e);
        }
    }

    /// <summary>Creates a folder that only its owner may enter.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>
    /// Writes a file that only its owner may read, whole or not at all: a crash or a loss of power leaves the old content.
    /// </summary>
    public static void WriteFile(string path, string content)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, Options(FileMode.CreateNew)))
        {
            file.Write(Encoding.UTF8.GetBytes(content));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Lets the next server have the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
