using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Orleans.KubeApi.Hosting;

/// <summary>Where a started server is reached from its own machine.</summary>
internal static class ServerAddress
{
    /// <summary>The base address; null before the start, or when the host serves without a socket.</summary>
    public static Uri? Find(IServer server, KubeApiOptions options)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return address is null ? null : From(new Uri(address).Port, options);
    }

    /// <summary>The base address for a port: of the bound address, or of loopback where all addresses are bound.</summary>
    public static Uri From(int port, KubeApiOptions options)
    {
        var bound = IPAddress.Parse(options.BindAddress);
        var host = bound.Equals(IPAddress.Any) ? IPAddress.Loopback : bound.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : bound;
        return new UriBuilder(Uri.UriSchemeHttps, Bracketed(host), port).Uri;
    }

    private static string Bracketed(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
