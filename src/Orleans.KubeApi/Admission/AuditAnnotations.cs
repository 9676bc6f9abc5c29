namespace Orleans.KubeApi.Admission;

/// <summary>
/// What admission wants to have in the audit event of a write, in the order it was said. Empty collectors cost one small object.
/// </summary>
internal sealed class AuditAnnotations
{
    private Dictionary<string, string>? _items;

    /// <summary>Whether nothing was said.</summary>
    public bool IsEmpty => _items is null or { Count: 0 };

    /// <summary>Keys with values; null if there are none.</summary>
    public IReadOnlyDictionary<string, string>? Items => IsEmpty ? null : _items;

    /// <summary>Adds an annotation; the first value of a key stays, as in the original.</summary>
    public void Add(string key, string value) => (_items ??= new(StringComparer.Ordinal)).TryAdd(key, value);

    /// <summary>Forgets all: the operation runs again.</summary>
    public void Clear() => _items?.Clear();
}
