using System.Text;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Tests.Resources;

/// <summary>A world with the objects given: collection, key, JSON.</summary>
internal sealed class KnownObjects(params (GroupResource Collection, string Key, string Json)[] objects) : IObjectReader
{
    public StoredObject? Find(GroupResource collection, string ns, string name) =>
        List(collection, ns).FirstOrDefault(o => o.Key == StoredObject.KeyOf(ns, name));

    public IReadOnlyList<StoredObject> List(GroupResource collection, string ns) =>
        [.. objects.Where(o => o.Collection == collection)
            .Select(o => new StoredObject(o.Key, 1, Encoding.UTF8.GetBytes(o.Json)))
            .Where(o => ns.Length == 0 || o.Namespace == ns)];
}
