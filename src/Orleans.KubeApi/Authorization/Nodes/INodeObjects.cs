using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization.Nodes;

/// <summary>The objects that say what a node needs. Nothing of it is loaded before the first node asks.</summary>
internal interface INodeObjects : IObjectSource
{
    /// <summary>The pods of all nodes, not older than a second.</summary>
    ValueTask<NodeGraph> GraphAsync(CancellationToken cancellationToken);
}
