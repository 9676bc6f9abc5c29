using System.Collections.Concurrent;

namespace Orleans.KubeApi.Authentication.Tokens;

/// <summary>
/// Verdicts by the token's digest, for a short time. Two generations, so that both memory and age are bounded without bookkeeping per
/// entry:
/// the younger becomes the older when it is old or full, and what the older held is forgotten.
/// </summary>
internal sealed class TokenCache(TimeSpan life, int entriesMax, TimeProvider time)
{
    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<TokenDigest, Entry> _young = new();
    private volatile ConcurrentDictionary<TokenDigest, Entry> _old = new();
    private long _turned = time.GetTimestamp();

    /// <summary>The verdict, if it is known and still holds.</summary>
    public TokenVerdict? Find(in TokenDigest digest)
    {
        if (!_young.TryGetValue(digest, out var entry) && !_old.TryGetValue(digest, out entry))
        {
            return null;
        }

        var verdict = entry.Verdict;
        return time.GetElapsedTime(entry.Since) < life
            && (verdict.Expires is not { } end || time.GetUtcNow() <= end)
            && verdict.Holds?.Invoke() != false ? verdict : null;
    }

    /// <summary>Remembers a verdict.</summary>
    public void Add(in TokenDigest digest, TokenVerdict verdict)
    {
        if (_young.Count >= entriesMax || time.GetElapsedTime(Volatile.Read(ref _turned)) >= life)
        {
            Turn();
        }

        _young[digest] = new Entry(verdict, time.GetTimestamp());
    }

    private void Turn()
    {
        lock (_turn)
        {
            if (_young.Count >= entriesMax || time.GetElapsedTime(_turned) >= life)
            {
                _old = _young;
                _young = new();
                Volatile.Write(ref _turned, time.GetTimestamp());
            }
        }
    }

    private sealed record Entry(TokenVerdict Verdict, long Since);
}
