using System.Net;
using System.Net.Sockets;

namespace Orleans.KubeApi.Hosting;

/// <summary>Arithmetic on the range of service addresses.</summary>
internal static class ServiceAddresses
{
    /// <summary>How many bits of an address the range leaves free.</summary>
    public static int HostBits(IPNetwork range) =>
        (range.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32) - range.PrefixLength;

    /// <summary>The range's first usable address, which kube-apiserver gives to the service <c>default/kubernetes</c>.</summary>
    public static IPAddress First(IPNetwork range)
    {
        var bytes = range.BaseAddress.GetAddressBytes();
        bytes[^1] |= 1;
        return new IPAddress(bytes);
    }
}
