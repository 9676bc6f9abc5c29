using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Network;

namespace Orleans.KubeApi.Grains;

/// <summary>Service addresses as IPAddress objects, labelled and owned as kube-apiserver's allocator does it.</summary>
internal sealed class AddressClaims(IObjectStore objects, ICollectionCaches caches, ILogger<AddressClaims> logger)
{
    /// <summary>The collection of IPAddress objects.</summary>
    public static readonly GroupResource Collection = new("networking.k8s.io", "ipaddresses");

    /// <summary>Whom an object's label names if it was made here.</summary>
    public const string Manager = "ipallocator.k8s.io";

    /// <summary>The label that says so.</summary>
    public const string ManagedBy = "ipaddress.kubernetes.io/managed-by";

    /// <summary>The Service an IPAddress belongs to as "namespace/name", null if it belongs to something else.</summary>
    public static string? OwnerOf(StoredObject address) =>
        address.Field("spec.parentRef.resource") == "services" && address.Field("spec.parentRef.group") is null or ""
            ? $"{address.Field("spec.parentRef.namespace")}/{address.Field("spec.parentRef.name")}" : null;

    /// <summary>Takes one address; null if somebody else has it. What the owner has already stays its own.</summary>
    public async Task<string?> TakeAsync(string address, string owner)
    {
        if (await CreateAsync(address, owner))
        {
            return address;
        }

        var cache = await caches.GetAsync(Collection, CancellationToken.None);
        var found = cache.Latest.Find(address) ?? (await cache.FreshAsync(CancellationToken.None)).Find(address);
        return found is not null && OwnerOf(found) == owner ? address : null;
    }

    /// <summary>Takes any free address of the first range that has one; null if all are full.</summary>
    public async Task<string?> TakeNextAsync(IReadOnlyList<CidrText> ranges, string owner)
    {
        var cache = await caches.GetAsync(Collection, CancellationToken.None);
        foreach (var candidate in ranges.SelectMany(r => Bands.Candidates(r, Random.Shared)))
        {
            var name = candidate.ToString();
            if (cache.Latest.Find(name) is null && await CreateAsync(name, owner))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Gives an address back if the owner has it.</summary>
    public async Task ReleaseAsync(string address, string owner)
    {
        try
        {
            var cache = await caches.GetAsync(Collection, CancellationToken.None);
            var found = cache.Latest.Find(address) ?? (await cache.FreshAsync(CancellationToken.None)).Find(address);
            if (found is not null && OwnerOf(found) == owner)
            {
                await DeleteAsync(found);
            }
        }
        catch (Exception failed)
        {
            LogMessages.ClaimNotReleased(logger, address, failed.Message);
        }
    }

    /// <summary>Removes exactly this object.</summary>
    public async Task DeleteAsync(StoredObject address) => await objects.WriteAsync(
        new WriteRequest
        {
            Group = Collection.Group, Version = "v1", Resource = Collection.Resource, Name = address.Name, Verb = WriteVerb.Delete,
            PreconditionUid = address.Field("metadata.uid"),
        },
        CancellationToken.None);

    /// <summary>Whether the object was created; false if it is there already.</summary>
    /// <exception cref="StatusException">Anything else.</exception>
    private async Task<bool> CreateAsync(string address, string owner)
    {
        var result = await objects.WriteAsync(
            new WriteRequest
            {
                Group = Collection.Group, Version = "v1", Resource = Collection.Resource, Name = address, Verb = WriteVerb.Create,
                Body = Body(address, owner).ToUtf8(), FieldManager = "kube-apiserver", User = UserInfo.ApiServer,
            },
            CancellationToken.None);
        return result.Error is null
            || (result.Error.Reason == "AlreadyExists" ? false : throw new StatusException(result.Error));
    }

    private static ObjectNode Body(string address, string owner)
    {
        var at = owner.IndexOf('/', StringComparison.Ordinal);
        return new ObjectNode
        {
            { "kind", "IPAddress" },
            { "apiVersion", "networking.k8s.io/v1" },
            {
                "metadata", new ObjectNode
                {
                    { "name", address },
                    {
                        "labels", new ObjectNode
                        {
                            { "ipaddress.kubernetes.io/ip-family", address.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4" },
                            { ManagedBy, Manager },
                        }
                    },
                }
            },
            {
                "spec", new ObjectNode
                {
                    {
                        "parentRef", new ObjectNode
                        {
                            { "resource", "services" }, { "namespace", owner[..at] }, { "name", owner[(at + 1)..] },
                        }
                    },
                }
            },
        };
    }
}
