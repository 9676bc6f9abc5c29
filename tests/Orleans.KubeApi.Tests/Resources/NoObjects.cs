using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Tests.Resources;

/// <summary>A world without other objects.</summary>
internal sealed class NoObjects : IObjectReader
{
    public static NoObjects Instance { get; } = new();

    public StoredObject? Find(GroupResource collection, string ns, string name) => null;

    public IReadOnlyList<StoredObject> List(GroupResource collection, string ns) => [];
}
