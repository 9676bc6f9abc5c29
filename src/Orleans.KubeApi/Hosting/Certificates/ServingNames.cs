using System.Net;
using System.Security.Cryptography.X509Certificates;
using Orleans.KubeApi.Hosting.Identity;

namespace Orleans.KubeApi.Hosting.Certificates;

/// <summary>The names and addresses under which clients reach a server: what its certificate must say.</summary>
internal sealed record ServingNames(IReadOnlyList<string> HostNames, IReadOnlyList<IPAddress> Addresses)
{
    private static readonly string[] ServiceNames =
        ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];

    /// <summary>What <see cref="KubeApiOptions.TlsSan"/> adds.</summary>
    public static IEnumerable<string> More(KubeApiOptions options) => OptionLists.Split(options.TlsSan);

    /// <summary>
    /// The service's names and first address, the machine's name, loopback, the address that is bound, and what the operator adds.
    /// </summary>
    public static ServingNames For(KubeApiOptions options)
    {
        var machine = Environment.MachineName.ToLowerInvariant();
        IEnumerable<string> names = [.. ServiceNames, "localhost"];
        if (Uri.CheckHostName(machine) == UriHostNameType.Dns)
        {
            names = names.Append(machine);
        }

        var addresses = new List<IPAddress> { IPAddress.Loopback, IPAddress.IPv6Loopback };
        var bound = IPAddress.Parse(options.BindAddress);
        if (!bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any))
        {
            addresses.Add(bound);
        }

        foreach (var more in More(options))
        {
            if (IPAddress.TryParse(more, out var address))
            {
                addresses.Add(address);
            }
            else
            {
                names = names.Append(more.ToLowerInvariant());
            }
        }

        addresses.Add(ServiceAddresses.First(IPNetwork.Parse(options.ServiceClusterIpRange.Split(',')[0])));
        return new ServingNames([.. names.Distinct(StringComparer.Ordinal)], [.. addresses.Distinct()]);
    }

    /// <summary>Whether a certificate names all of them.</summary>
    public bool AreCoveredBy(X509Certificate2 certificate)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return alternatives is not null
            && HostNames.All(alternatives.EnumerateDnsNames().ToHashSet(StringComparer.OrdinalIgnoreCase).Contains)
            && Addresses.All(alternatives.EnumerateIPAddresses().ToHashSet().Contains);
    }
}
