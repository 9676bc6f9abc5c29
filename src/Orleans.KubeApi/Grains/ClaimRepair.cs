using System.Globalization;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Network;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Mends what crashes leave: an address or port whose Service does not name it goes after a while (its write may still be under way), and a
/// Service gets the objects that are missing for what it names. One that somebody else has stays as it is, as with the original.
/// </summary>
internal sealed class ClaimRepair(AddressClaims addresses, PortClaims ports, ICollectionCaches caches, TimeProvider time)
{
    private static readonly TimeSpan LeakedAfter = TimeSpan.FromMinutes(2);

    /// <summary>One pass over all Services, addresses and ports.</summary>
    public async Task RunAsync()
    {
        // Claims first: what a Service names when it is read afterwards was claimed before.
        var ips = await ReadAsync(AddressClaims.Collection);
        var nodePorts = await ReadAsync(NodePortAllocation.Collection);
        var services = await ReadAsync(ClaimDesk.Services);
        var named = new HashSet<(bool, string, string)>();
        foreach (var service in services.Objects)
        {
            foreach (var (isPort, value) in new ServiceView(service.Parse()).Allocated())
            {
                named.Add((isPort, value, service.Key));
                if ((isPort ? nodePorts : ips).Find(value) is null)
                {
                    await (isPort ? ports.TakeAsync(value, service.Key) : addresses.TakeAsync(value, service.Key));
                }
            }
        }

        var before = time.GetUtcNow() - LeakedAfter;
        foreach (var ip in ips.Objects)
        {
            if (ip.Labels.GetValueOrDefault(AddressClaims.ManagedBy) == AddressClaims.Manager
                && AddressClaims.OwnerOf(ip) is { } owner && !named.Contains((false, ip.Name, owner)) && IsBefore(ip, before))
            {
                await addresses.DeleteAsync(ip);
            }
        }

        foreach (var port in nodePorts.Objects)
        {
            if (!named.Contains((true, port.Name, PortClaims.OwnerOf(port))) && IsBefore(port, before))
            {
                await ports.DeleteAsync(port);
            }
        }
    }

    private static bool IsBefore(StoredObject item, DateTimeOffset limit) => DateTimeOffset.TryParse(
        item.Field("metadata.creationTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at < limit;

    private async Task<CollectionSnapshot> ReadAsync(GroupResource collection) =>
        await (await caches.GetAsync(collection, CancellationToken.None)).FreshAsync(CancellationToken.None);
}
