namespace Orleans.KubeApi.Authorization.Nodes;

/// <summary>The pods of each node at one moment. Immutable.</summary>
internal sealed class NodeGraph
{
    private readonly ILookup<string, PodNeeds> _byNode;

    /// <summary>Indexes pods.</summary>
    public NodeGraph(IEnumerable<PodNeeds> pods) =>
        _byNode = pods.Where(p => p.Node.Length > 0).ToLookup(p => p.Node, StringComparer.Ordinal);

    /// <summary>The pods that are bound to a node.</summary>
    public IEnumerable<PodNeeds> PodsOf(string node) => _byNode[node];
}
