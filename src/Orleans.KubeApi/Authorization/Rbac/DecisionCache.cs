using System.Collections.Concurrent;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>
/// Decisions of one policy. Bounded: when it is full it starts again from nothing, which costs each entry one evaluation.
/// </summary>
internal sealed class DecisionCache
{
    private const int Most = 16_384;
    private ConcurrentDictionary<DecisionKey, CachedDecision> _entries = new();
    private int _count;

    /// <summary>The remembered decision or null.</summary>
    public CachedDecision? Find(DecisionKey key) => _entries.GetValueOrDefault(key);

    /// <summary>Remembers one.</summary>
    public void Add(DecisionKey key, CachedDecision decision)
    {
        if (Interlocked.Increment(ref _count) > Most)
        {
            _count = 0;
            _entries = new();
        }

        _entries.TryAdd(key, decision);
    }
}
