using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Network;

namespace Orleans.KubeApi.Grains;

/// <summary>Node ports as small objects of a collection that no API serves, one per port, committed directly.</summary>
internal sealed class PortClaims(
    IGrainFactory grains, ICollectionCaches caches, TimeProvider time, ILogger<PortClaims> logger)
{
    private const int AttemptsMax = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The Service a port belongs to as "namespace/name".</summary>
    public static string OwnerOf(StoredObject port) => port.Field("spec.owner") ?? "";

    /// <summary>Takes one port; null if somebody else has it. What the owner has already stays its own.</summary>
    public async Task<string?> TakeAsync(string port, string owner)
    {
        var cache = await caches.GetAsync(NodePortAllocation.Collection, CancellationToken.None);
        if (cache.Latest.Find(port) is null && await CreateAsync(port, owner))
        {
            return port;
        }

        // The object may have gone since, or may be ours.
        var found = (await cache.FreshAsync(CancellationToken.None)).Find(port);
        return found is null ? (await CreateAsync(port, owner) ? port : null) : OwnerOf(found) == owner ? port : null;
    }

    /// <summary>Takes any free port; null if all are taken.</summary>
    public async Task<string?> TakeNextAsync(PortBand band, string owner)
    {
        var cache = await caches.GetAsync(NodePortAllocation.Collection, CancellationToken.None);
        foreach (var candidate in band.Candidates(Random.Shared))
        {
            var name = candidate.ToString(CultureInfo.InvariantCulture);
            if (cache.Latest.Find(name) is null && await CreateAsync(name, owner))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Gives a port back if the owner has it.</summary>
    public async Task ReleaseAsync(string port, string owner)
    {
        try
        {
            if (await FindAsync(port) is { } found && OwnerOf(found) == owner)
            {
                await DeleteAsync(found);
            }
        }
        catch (Exception failed)
        {
            LogMessages.ClaimNotReleased(logger, port, failed.Message);
        }
    }

    /// <summary>Removes exactly this version; nothing happens if it moved.</summary>
    public Task<CommitReply> DeleteAsync(StoredObject port) => Owner.Commit(
        new CommitMessage { Key = port.Key, ExpectedRevision = port.Revision, Bodies = [Bytes.Of(port.Bytes)], Deleted = [true] });

    private ICollectionGrain Owner => grains.GetGrain<ICollectionGrain>(KubeKeys.Collection(NodePortAllocation.Collection));

    private async Task<StoredObject?> FindAsync(string port)
    {
        var cache = await caches.GetAsync(NodePortAllocation.Collection, CancellationToken.None);
        return cache.Latest.Find(port) ?? (await cache.FreshAsync(CancellationToken.None)).Find(port);
    }

    /// <summary>Whether the object was created; false if it is there already.</summary>
    /// <exception cref="StatusException">429 or 503.</exception>
    private async Task<bool> CreateAsync(string port, string owner)
    {
        var claim = Guid.NewGuid().ToString();
        var message = new CommitMessage { Key = port, ExpectedRevision = 0, Bodies = [Body(port, owner, claim)], Deleted = [false] };
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            switch (await CommitAsync(message))
            {
                case CommitResult.Committed:
                    return true;
                case CommitResult.Conflict:
                    // Ours, if an attempt got through whose answer was lost.
                    return attempt > 0 && (await FindAsync(port))?.Field("spec.claim") == claim;
                case CommitResult.Busy:
                    throw StatusErrors.TooManyRequests("too many writes of this resource are waiting", 1);
                case CommitResult.Unavailable:
                    throw StatusErrors.Unavailable("the store cannot be reached");
            }

            await Task.Delay(Pause, time);
        }

        throw StatusErrors.Unavailable("the owner of the node ports could not be reached");
    }

    private async Task<CommitResult> CommitAsync(CommitMessage message)
    {
        try
        {
            return (await Owner.Commit(message)).Result;
        }
        catch (Exception failed) when (failed is TimeoutException or Orleans.Runtime.OrleansException or NotOwnerException)
        {
            LogMessages.CommitFailed(logger, message.Key, failed.Message);
            return CommitResult.Unknown;
        }
    }

    private byte[] Body(string port, string owner, string claim) => new ObjectNode
    {
        { "kind", "NodePort" },
        { "apiVersion", "internal.kubeapi/v1" },
        {
            "metadata", new ObjectNode
            {
                { "name", port }, { "resourceVersion", "0" }, { "creationTimestamp", ObjectMeta.Time(time.GetUtcNow()) },
            }
        },
        { "spec", new ObjectNode { { "owner", owner }, { "claim", claim } } },
    }.ToUtf8();
}
