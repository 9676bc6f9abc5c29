using System.Collections.Concurrent;

namespace Orleans.KubeApi.Http.Impersonating;

/// <summary>
/// By which mode each user last became somebody else: it is tried first, so its refusal is the one that is told. Bounded: when it is full
/// it starts again from nothing, which costs each user the order of one request.
/// </summary>
internal sealed class ModeMemory
{
    private const int Most = 10_000;
    private ConcurrentDictionary<string, ImpersonationMode> _modes = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The mode or null.</summary>
    public ImpersonationMode? Find(string user) => _modes.GetValueOrDefault(user);

    /// <summary>Remembers the mode of a success.</summary>
    public void Keep(string user, ImpersonationMode mode)
    {
        if (Find(user) is null && Interlocked.Increment(ref _count) > Most)
        {
            _count = 0;
            _modes = new(StringComparer.Ordinal);
        }

        _modes[user] = mode;
    }
}
