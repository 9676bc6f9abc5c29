using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Hosting;
using Orleans.KubeApi.Hosting.Certificates;

namespace Orleans.KubeApi.Hosting;

/// <summary>Writes the admin's kubeconfig when the server is started. The engine has a lifecycle of its own.</summary>
internal sealed class ServerLifecycle : IHostedLifecycleService
{
    private readonly KubeApiOptions _options;
    private readonly DataFolder _folder;
    private readonly ServerCertificates _certificates;
    private readonly IServer _server;

    /// <summary>Creates the lifecycle of one server.</summary>
    public ServerLifecycle(KubeApiOptions options, DataFolder folder, ServerCertificates certificates, IServer server)
    {
        _options = options;
        _folder = folder;
        _certificates = certificates;
        _server = server;
    }

    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes the kubeconfig: only now the port is known.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (ServerAddress.Find(_server, _options) is { } address)
        {
            DataFolder.WriteFile(_folder.KubeconfigFile, Kubeconfig.Write(address, _certificates));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
