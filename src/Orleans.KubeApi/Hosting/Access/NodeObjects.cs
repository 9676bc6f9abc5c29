using Orleans.KubeApi.Authorization.Nodes;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Hosting.Access;

/// <summary>
/// What the Node authorizer looks at, from this silo's caches. The pods are indexed when a node asks and some have changed; after that the
/// next time waits a multiple of what it took, at most half a second.
/// </summary>
internal sealed class NodeObjects(ICollectionCaches caches, TimeProvider time) : INodeObjects
{
    private const int RestFactor = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly GroupResource Pods = new("", "pods");
    private readonly CachedObjects _objects = new(caches);
    private readonly ReadObjects<PodNeeds> _read = new(PodNeeds.Of);
    private readonly Lock _building = new();
    private Indexed _indexed = new(new NodeGraph([]), null, 0);

    /// <inheritdoc/>
    public ValueTask<StoredObject?> FindAsync(GroupResource collection, string ns, string name, CancellationToken cancellationToken) =>
        _objects.FindAsync(collection, ns, name, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<NodeGraph> GraphAsync(CancellationToken cancellationToken)
    {
        var pods = (await caches.GetAsync(Pods, cancellationToken)).Latest.Objects;
        var indexed = Volatile.Read(ref _indexed);
        if (ReferenceEquals(indexed.Content, pods) || (indexed.Content is not null && time.GetTimestamp() < indexed.RestUntil))
        {
            return indexed.Graph;
        }

        lock (_building)
        {
            indexed = _indexed;
            if (!ReferenceEquals(indexed.Content, pods))
            {
                var started = time.GetTimestamp();
                var graph = new NodeGraph(_read.Read(pods).Select(p => p.Value));
                var rest = time.GetElapsedTime(started) * RestFactor;
                var until = time.GetTimestamp() + (long)((rest < Patience ? rest : Patience).TotalSeconds * time.TimestampFrequency);
                Volatile.Write(ref _indexed, indexed = new Indexed(graph, pods, until));
            }

            return indexed.Graph;
        }
    }

    /// <summary>An index and what it was made of.</summary>
    private sealed record Indexed(NodeGraph Graph, object? Content, long RestUntil);
}
