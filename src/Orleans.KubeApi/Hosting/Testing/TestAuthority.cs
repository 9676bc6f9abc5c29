using Orleans.KubeApi.Hosting.Certificates;

namespace Orleans.KubeApi.Hosting.Testing;

/// <summary>The certificates of a process's first test server, lent to all that follow: making keys costs more than the rest of a
/// start.</summary>
internal static class TestAuthority
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal);

    /// <summary>Writes authority, serving and admin certificate into a folder of certificates.</summary>
    public static void Lend(string folder)
    {
        lock (Gate)
        {
            DataFolder.CreateFolder(folder);
            if (Files.Count == 0)
            {
                var options = new KubeApiOptions { BindAddress = "127.0.0.1" };
                ServerCertificates.LoadOrCreate(options, folder, TimeProvider.System);
                foreach (var file in Directory.GetFiles(folder))
                {
                    Files[Path.GetFileName(file)] = File.ReadAllText(file);
                }

                return;
            }

            foreach (var (name, content) in Files)
            {
                DataFolder.WriteFile(Path.Combine(folder, name), content);
            }
        }
    }
}
