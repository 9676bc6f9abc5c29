namespace Orleans.KubeApi.Tests.Hosting;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Absolute path.</summary>
    public string FullPath { get; } = Directory.CreateTempSubdirectory("kubeapi-").FullName;

    /// <summary>Path of a file in the folder.</summary>
    public string File(string name) => Path.Combine(FullPath, name);

    /// <summary>Writes a file; returns its path.</summary>
    public string Write(string name, string content)
    {
        System.IO.File.WriteAllText(File(name), content);
        return File(name);
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
