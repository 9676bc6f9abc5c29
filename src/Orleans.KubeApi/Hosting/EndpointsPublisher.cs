using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// Keeps the address of this server in the Endpoints and the EndpointSlice of default/kubernetes while it runs. A server that is only
/// reached on loopback and has no other address publishes nothing, since loopback addresses are no valid endpoints.
/// </summary>
internal sealed class EndpointsPublisher(IObjectStore objects, ICollectionCaches caches, KubeApiOptions options)
{
    private const int AttemptsMax = 5;
    private static readonly GroupResource Endpoints = new("", "endpoints");
    private static readonly GroupResource Slices = new("discovery.k8s.io", "endpointslices");
    private readonly string? _address = Advertised(IPAddress.Parse(options.BindAddress));

    /// <summary>Adds the server's address.</summary>
    public Task PublishAsync(int port, CancellationToken cancellationToken) => ChangeAsync(port, add: true, cancellationToken);

    /// <summary>Takes it away.</summary>
    public Task WithdrawAsync(int port, CancellationToken cancellationToken) => ChangeAsync(port, add: false, cancellationToken);

    // Neither start nor stop may fail for it: the next server that starts writes the list anew.
    private async Task ChangeAsync(int port, bool add, CancellationToken cancellationToken)
    {
        try
        {
            await TryChangeAsync(port, add, cancellationToken);
        }
        catch (StatusException)
        {
        }
    }

    private async Task TryChangeAsync(int port, bool add, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax && _address is not null; attempt++)
        {
            var cache = await caches.GetAsync(Endpoints, cancellationToken);
            var found = (await cache.FreshAsync(cancellationToken)).Find("default/kubernetes");
            var addresses = Addresses(found);
            if (addresses.Contains(_address) == add && found is not null)
            {
                return;
            }

            addresses = [.. addresses.Where(a => a != _address), .. add ? new[] { _address } : []];
            if (addresses.Count == 0 || await PutAsync(Endpoints, NetworkBootstrap.Endpoints(addresses, port), found, cancellationToken))
            {
                // The last one leaves its address: there is nobody to be reached anyway, and the next one replaces it.
                await (addresses.Count == 0 ? Task.CompletedTask
                    : PutAsync(Slices, NetworkBootstrap.Slice(addresses, port), null, cancellationToken));
                return;
            }
        }
    }

    private async Task<bool> PutAsync(GroupResource resource, ObjectNode body, StoredObject? old, CancellationToken cancellationToken)
    {
        if (old is not null)
        {
            body.Object("metadata")!.Set("resourceVersion", old.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        var request = new WriteRequest
        {
            Group = resource.Group, Version = "v1", Resource = resource.Resource, Namespace = "default", Name = "kubernetes",
            Verb = WriteVerb.Update, Body = body.ToUtf8(), FieldManager = "kube-apiserver", User = UserInfo.ApiServer,
        };
        var updated = await objects.WriteAsync(request, cancellationToken);
        return updated.Error is null || (updated.Error.Code == 404
            && (await objects.WriteAsync(request with { Verb = WriteVerb.Create, Name = "" }, cancellationToken)).Error is null);
    }

    private static List<string> Addresses(StoredObject? endpoints) =>
        [.. (endpoints?.Parse().Array("subsets")?.Items ?? []).OfType<ObjectNode>()
            .SelectMany(s => s.Array("addresses")?.Items ?? []).OfType<ObjectNode>().Select(a => a.Text("ip") ?? "")];

    // As kube-apiserver: the bound address, or the first of the machine's that others can reach.
    private static string? Advertised(IPAddress bound)
    {
        if (!IPAddress.IsLoopback(bound) && !bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any))
        {
            return bound.ToString();
        }

        return NetworkInterface.GetAllNetworkInterfaces().Where(i => i.OperationalStatus == OperationalStatus.Up)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a) && !IsLinkLocal(a))?.ToString();
    }

    private static bool IsLinkLocal(IPAddress address) => address.GetAddressBytes() is [169, 254, ..];
}
