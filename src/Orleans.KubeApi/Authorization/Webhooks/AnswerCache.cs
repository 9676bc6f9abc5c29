using System.Collections.Concurrent;

namespace Orleans.KubeApi.Authorization.Webhooks;

/// <summary>
/// Answers by question, each for its time. Two generations bound the memory without bookkeeping for each entry: when the younger is full it
/// becomes the older, and what the older held is forgotten.
/// </summary>
internal sealed class AnswerCache(TimeProvider time)
{
    private const int EntriesMax = 4_096;
    private const int KeyLengthMax = 10_000;
    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<string, Entry> _young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, Entry> _old = new(StringComparer.Ordinal);

    /// <summary>The answer, if it is known and still counts.</summary>
    public AuthorizerDecision? Find(string question) =>
        (_young.TryGetValue(question, out var entry) || _old.TryGetValue(question, out entry))
            && time.GetElapsedTime(entry.Since) < entry.Life ? entry.Decision : null;

    /// <summary>Remembers an answer; long questions are asked each time.</summary>
    public void Add(string question, AuthorizerDecision decision, TimeSpan life)
    {
        if (life <= TimeSpan.Zero || question.Length > KeyLengthMax)
        {
            return;
        }

        if (_young.Count >= EntriesMax)
        {
            lock (_turn)
            {
                if (_young.Count >= EntriesMax)
                {
                    _old = _young;
                    _young = new(StringComparer.Ordinal);
                }
            }
        }

        _young[question] = new Entry(decision, time.GetTimestamp(), life);
    }

    private sealed record Entry(AuthorizerDecision Decision, long Since, TimeSpan Life);
}
