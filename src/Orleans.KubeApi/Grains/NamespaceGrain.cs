using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Empties a terminating namespace. The index of members is the range "namespace/…" of the silo caches' snapshots: a second index would
/// have to be kept equal to it. Progress is in the objects themselves, so any activation goes on where another one stopped; housekeeping
/// calls again as long as a namespace is terminating. It also counts the namespace's quotas (<see cref="QuotaLedger"/>).
/// </summary>
internal sealed class NamespaceGrain(
    WriteOperation operation, IObjectStore objects, ICollectionCaches caches, IRevisionStore store, TimeProvider time,
    HousekeepingOptions options, ILogger<NamespaceGrain> logger)
    : Grain, INamespaceGrain
{
    private const int PassesMax = 20;
    private const int Parallel = 16;
    private static readonly UserInfo Controller = UserInfo.ServiceAccount("kube-system", "namespace-controller");
    private static readonly GroupResource Pods = new("", "pods");
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private Task? _running;
    private QuotaLedger? _ledger;

    /// <inheritdoc/>
    public Task Empty()
    {
        if (_running is null or { IsCompleted: true })
        {
            _running = RunAsync();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<string?> TakeQuota(QuotaMessage message) => Ledger.TakeAsync(message.ToClaim(NamespaceName));

    /// <inheritdoc/>
    public Task EndQuota(Guid writeId, long revision)
    {
        _ledger?.End(writeId, revision);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CountQuota()
    {
        Ledger.Count();
        return Task.CompletedTask;
    }

    private string NamespaceName => this.GetPrimaryKeyString()[(KubeKeys.Cluster.Length + 1)..];

    private QuotaLedger Ledger => _ledger ??= new QuotaLedger(NamespaceName, caches, objects, options.QuotaFloor, time);

    private async Task RunAsync()
    {
        var name = NamespaceName;
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

                var left = await DeleteContentAsync(name);
                await ReportAsync(current, left);
                if (left.IsEmpty)
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

    /// <summary>
    /// One pass over everything, and what is still there after it. Pods go first, and nothing else while one of them is left: what they
    /// use must outlive them.
    /// </summary>
    private async Task<NamespaceContent> DeleteContentAsync(string name)
    {
        // A collection without a commit has no members; don't open it just to see that.
        var written = (await store.ListCollectionsAsync(CancellationToken.None))
            .Where(c => c.Head > IRevisionStore.FirstRevision)
            .Select(c => new GroupResource(c.Id.Group, c.Id.Resource))
            .ToHashSet();
        var left = new NamespaceContent();
        foreach (var type in operation.NamespacedStorageTypes.Where(t => written.Contains(t.Collection))
            .OrderBy(t => t.Collection == Pods ? 0 : 1))
        {
            await DeleteAllAsync(type.Kind, type.Collection, name, left);
            if (type.Collection == Pods && !left.IsEmpty)
            {
                break;
            }
        }

        return left;
    }

    private async Task DeleteAllAsync(GroupVersionKind kind, GroupResource collection, string name, NamespaceContent left)
    {
        var cache = await caches.GetAsync(collection, CancellationToken.None);
        var members = (await cache.FreshAsync(CancellationToken.None)).List(new ListQuery(name)).Items;
        if (members.Count == 0)
        {
            return;
        }

        var nodes = collection == Pods ? await NodesAsync() : null;
        foreach (var group in members.Chunk(Parallel))
        {
            foreach (var result in await Task.WhenAll(group.Select(m => DeleteAsync(kind, collection.Resource, m, nodes))))
            {
                if (result?.Error is { Code: not 404 } error)
                {
                    left.Fail(error.Message);
                }
            }
        }

        foreach (var item in (await cache.FreshAsync(CancellationToken.None)).List(new ListQuery(name)).Items)
        {
            left.Add(collection, item);
        }
    }

    private async Task<CollectionSnapshot> NodesAsync()
    {
        var cache = await caches.GetAsync(new GroupResource("", "nodes"), CancellationToken.None);
        return await cache.FreshAsync(CancellationToken.None);
    }

    // A pod waits for its node to stop it. Where there is no such node nobody would ever come, so it gets no more time (the original's
    // pod collector does that).
    private async Task<WriteResult?> DeleteAsync(GroupVersionKind kind, string resource, StoredObject member, CollectionSnapshot? nodes)
    {
        var isOrphan = nodes is not null && member.Field("spec.nodeName") is { Length: > 0 } node && nodes.Find(node) is null;
        return member.Field("metadata.deletionTimestamp") is not null && !isOrphan ? null : await objects.WriteAsync(
            new WriteRequest
            {
                Group = kind.Group,
                Version = kind.Version,
                Resource = resource,
                Namespace = member.Namespace,
                Name = member.Name,
                Verb = WriteVerb.Delete,
                GracePeriodSeconds = isOrphan ? 0 : null,
                PropagationPolicy = "Background",
                User = Controller,
            },
            CancellationToken.None);
    }

    private async Task ReportAsync(StoredObject current, NamespaceContent left)
    {
        var tree = current.Parse();
        if (left.Report(tree, time.GetUtcNow()))
        {
            tree.Child("metadata").Remove("resourceVersion");
            await objects.WriteAsync(Update(current.Name, "status", tree), CancellationToken.None);
        }
    }

    private async Task FinalizeAsync(string name, StoredObject current)
    {
        var tree = current.Parse();
        tree.Child("metadata").Remove("resourceVersion");
        var finalizers = tree.Child("spec").Array("finalizers");
        finalizers?.Items.RemoveAll(f => f is TextNode { Value: "kubernetes" });
        await objects.WriteAsync(Update(name, "finalize", tree), CancellationToken.None);
    }

    private static WriteRequest Update(string name, string subresource, ObjectNode tree) => new()
    {
        Group = "",
        Version = "v1",
        Resource = "namespaces",
        Subresource = subresource,
        Name = name,
        Verb = WriteVerb.Update,
        Body = tree.ToUtf8(),
        FieldManager = "kube-controller-manager",
        User = Controller,
    };
}
