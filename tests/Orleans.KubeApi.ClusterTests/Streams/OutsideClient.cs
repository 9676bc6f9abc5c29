using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.KubeApi.Hosting.Streams;

namespace Orleans.KubeApi.ClusterTests.Streams;

/// <summary>Orleans clients that are no silo.</summary>
internal static class OutsideClient
{
    /// <summary>An Orleans client as a .NET service outside of the cluster has it.</summary>
    public static async Task<IHost> ConnectAsync(int[] gateways, string clusterId, CancellationToken cancellation)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering([.. gateways.Select(static port => new IPEndPoint(IPAddress.Loopback, port))]);
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (clusterId, clusterId));
            client.AddKubeApiStreams();
        });
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return host;
    }

    /// <summary>Ends a client, connected or not.</summary>
    public static async Task StopAsync(IHost host)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await host.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        host.Dispose();
    }
}
