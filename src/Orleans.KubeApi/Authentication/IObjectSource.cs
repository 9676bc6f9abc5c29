using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication;

/// <summary>Stored objects for whoever judges credentials.</summary>
internal interface IObjectSource
{
    /// <summary>
    /// The object, or null if there is none: what this silo knows of it, and where that is nothing, what the store says now. So what was
    /// just
    /// made on another silo is found.
    /// </summary>
    /// <exception cref="StatusException">It can't be told now.</exception>
    ValueTask<StoredObject?> FindAsync(GroupResource collection, string ns, string name, CancellationToken cancellationToken);
}
