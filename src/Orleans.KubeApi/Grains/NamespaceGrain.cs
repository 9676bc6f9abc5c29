using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Empties a terminating namespace. The index of members is the range "namespace/…" of the silo caches' snapshots: a second index would
/// have to be kept equal to it. Progress is in the objects themselves, so any activation goes on where another one stopped; housekeeping
/// calls again as long as a namespace is terminating.
/// </summary>
internal sealed class NamespaceGrain(
    WriteOperation operation, IObjectStore objects, ICollectionCaches caches, IRevisionStore store, TimeProvider time,
    HousekeepingOptions options, ILogger<NamespaceGrain> logger)
    : Grain, INamespaceGrain
{
    private const int PassesMax = 20;
    private const int Parallel = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private Task? _running;

    /// <inheritdoc/>
    public Task Empty()
    {
        if (_running is null or { IsCompleted: true })
        {
            _running = RunAsync();
        }

        return Task.CompletedTask;
    }

    private async Task RunAsync()
    {
        var name = this.GetPrimaryKeyString()[(KubeKeys.Cluster.Length + 1)..];
        try
        {
            for (var pass = 0; pass < PassesMax; pass++)
            {
                var current = await ReadAsync(name);
                if (current?.Field("metadata.deletionTimestamp") is not { } deleted)
                {
                    return;
                }

                await WaitAsync(deleted);

                if (await DeleteContentAsync(name) == 0)
                {
                    await FinalizeAsync(name, current);
                    return;
                }

                await Task.Delay(Pause, time);
            }
        }
        catch (Exception failed)
        {
            LogMessages.NamespaceNotEmpty(logger, name, failed.Message);
        }
    }

    // As in the original: first everybody gets time to see that nothing more may be made in the namespace.
    private async Task WaitAsync(string deleted)
    {
        var began = DateTimeOffset.Parse(deleted, CultureInfo.InvariantCulture);
        var rest = began + options.NamespaceGrace - time.GetUtcNow();
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest < options.NamespaceGrace ? rest : options.NamespaceGrace, time);
        }
    }

    private async Task<StoredObject?> ReadAsync(string name)
    {
        var namespaces = await caches.GetAsync(new GroupResource("", "namespaces"), CancellationToken.None);
        return (await namespaces.FreshAsync(CancellationToken.None)).Find(name);
    }

    /// <summary>One pass over everything; returns how many objects are still there (or were, before the pass).</summary>
    private async Task<int> DeleteContentAsync(string name)
    {
        // A collection without a commit has no members; don't open it just to see that.
        var written = (await store.ListCollectionsAsync(CancellationToken.None))
            .Where(c => c.Head > IRevisionStore.FirstRevision)
            .Select(c => new GroupResource(c.Id.Group, c.Id.Resource))
            .ToHashSet();
        var left = 0;
        foreach (var type in operation.NamespacedStorageTypes.Where(t => written.Contains(t.Collection)))
        {
            var cache = await caches.GetAsync(type.Collection, CancellationToken.None);
            var members = (await cache.FreshAsync(CancellationToken.None)).List(new ListQuery(name)).Items;
            left += members.Count;
            foreach (var group in members.Where(m => m.Field("metadata.deletionTimestamp") is null).Chunk(Parallel))
            {
                await Task.WhenAll(group.Select(m => DeleteAsync(type.Kind, type.Resource.Resource, m)));
            }
        }

        return left;
    }

    private async Task DeleteAsync(GroupVersionKind kind, string resource, StoredObject member) => await objects.WriteAsync(
        new WriteRequest
        {
            Group = kind.Group,
            Version = kind.Version,
            Resource = resource,
            Namespace = member.Namespace,
            Name = member.Name,
            Verb = WriteVerb.Delete,
            PropagationPolicy = "Background",
            UserName = "system:serviceaccount:kube-system:namespace-controller",
        },
        CancellationToken.None);

    private async Task FinalizeAsync(string name, StoredObject current)
    {
        var tree = current.Parse();
        var finalizers = tree.Child("spec").Array("finalizers");
        finalizers?.Items.RemoveAll(f => f is TextNode { Value: "kubernetes" });
        await objects.WriteAsync(
            new WriteRequest
            {
                Group = "",
                Version = "v1",
                Resource = "namespaces",
                Subresource = "finalize",
                Name = name,
                Verb = WriteVerb.Update,
                Body = tree.ToUtf8(),
                UserName = "system:serviceaccount:kube-system:namespace-controller",
            },
            CancellationToken.None);
    }
}
