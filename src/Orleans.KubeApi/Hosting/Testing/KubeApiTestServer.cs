using System.Net;
using k8s;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.KubeApi.Hosting.Testing;

/// <summary>
/// A complete API server in the test's own process: HTTPS on a free port of loopback, a store of its own in a temporary folder, a
/// kubeconfig and a ready-made client. Any number of them run side by side; disposing one removes all that it left. It takes the place of
/// envtest's two binaries: there are no nodes and no controllers, everything else behaves as in a cluster.
/// <code>
/// await using var server = await KubeApiTestServer.StartAsync();
/// await server.Client.CoreV1.CreateNamespacedConfigMapAsync(…, "default");
/// </code>
/// </summary>
public sealed class KubeApiTestServer : IAsyncDisposable
{
    // A test's output is the test's; what goes wrong still shows.
    private static readonly IConfiguration Quiet = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["LogLevel:Default"] = "Critical",
        ["LogLevel:Orleans"] = "Critical",
        ["LogLevel:Orleans.KubeApi"] = "Error",
        ["LogLevel:Polly"] = "None",
    }).Build();

    private readonly KubeApiServer _server;
    private readonly DirectoryInfo _folder;
    private Kubernetes? _client;

    private KubeApiTestServer(KubeApiServer server, DirectoryInfo folder)
    {
        _server = server;
        _folder = folder;
    }

    /// <summary>Base address, e.g. https://127.0.0.1:40123.</summary>
    public Uri Address => _server.Address;

    /// <summary>Path of a kubeconfig whose user may do everything (group system:masters); for kubectl, Helm and other processes.</summary>
    public string KubeconfigFile => _server.KubeconfigFile;

    /// <summary>What <see cref="Client"/> is made from; change a copy of it for other users (<c>AccessToken</c>, …) or settings.</summary>
    public KubernetesClientConfiguration ClientConfiguration => KubernetesClientConfiguration.BuildConfigFromConfigFile(KubeconfigFile);

    /// <summary>A client that may do everything; lives as long as the server.</summary>
    public IKubernetes Client => _client ??= new Kubernetes(ClientConfiguration);

    /// <summary>The silo's own Orleans client: streams and grains of the server, and grains of the test's assemblies.</summary>
    public IClusterClient Orleans => _server.Services.GetRequiredService<IClusterClient>();

    /// <summary>
    /// Starts a server. Afterwards it is ready: the namespaces of a fresh cluster are there, and a pod in them is admitted.
    /// </summary>
    /// <param name="configure">Changes to the options; data folder, address and port are already set for a test.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="KubeApiOptionsException">The changed options are wrong.</exception>
    public static async Task<KubeApiTestServer> StartAsync(
        Action<KubeApiOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var folder = Directory.CreateTempSubdirectory("kubeapi-test-server-");
        KubeApiServer? server = null;
        try
        {
            TestAuthority.Lend(Path.Combine(folder.FullName, "pki"));
            var options = new KubeApiOptions
            {
                DataDirectory = folder.FullName,
                BindAddress = IPAddress.Loopback.ToString(),
                SecurePort = 0,
                FlushToDisk = false,
            };
            configure?.Invoke(options);
            server = KubeApiServer.Build(options, Quiet);
            await server.StartAsync(cancellationToken);
            return new KubeApiTestServer(server, folder);
        }
        catch
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }

            Remove(folder);
            throw;
        }
    }

    /// <summary>Stops the server and removes its folder. Watches that are still open end.</summary>
    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _server.StopAsync();
        await _server.DisposeAsync();
        Remove(_folder);
    }

    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody still reads in it, kubectl perhaps; it is temporary in any case.
        }
    }
}
