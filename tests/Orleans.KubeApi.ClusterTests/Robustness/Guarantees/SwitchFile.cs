using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Hosting.Sabotaging;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>The file by which a test says what a running server does wrong.</summary>
internal sealed class SwitchFile : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _writes;

    public SwitchFile(params string[] names) => Set(names);

    public KubeServerOptions Options => new()
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { [SabotageSwitch.Variable] = _folder.File("switches") },
    };

    /// <summary>From now on exactly these; whole at any moment that the server looks.</summary>
    public void Set(params string[] names) =>
        File.Move(_folder.Write($"next-{_writes++}", string.Join(',', names)), _folder.File("switches"), overwrite: true);

    public void Dispose() => _folder.Dispose();
}
