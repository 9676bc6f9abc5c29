using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>What was made of the objects of a collection; those that are still the same needn't be read again.</summary>
/// <param name="read">Makes something of one object.</param>
internal sealed class ReadObjects<T>(Func<StoredObject, T> read)
{
    private Dictionary<StoredObject, T> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Reads a collection; what is gone is forgotten.</summary>
    public List<(string Key, T Value)> Read(IEnumerable<StoredObject> objects)
    {
        var known = new Dictionary<StoredObject, T>(_known.Count, ReferenceEqualityComparer.Instance);
        var result = new List<(string Key, T Value)>(_known.Count);
        foreach (var stored in objects)
        {
            if (!_known.TryGetValue(stored, out var value))
            {
                value = read(stored);
            }

            known.Add(stored, value);
            result.Add((stored.Key, value));
        }

        _known = known;
        return result;
    }
}
