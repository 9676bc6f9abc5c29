using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Orleans.KubeApi.Authorization.Webhooks;

/// <summary>
/// Answers by question, each for its time. Two generations bound the memory without bookkeeping for each entry: when the younger is full it
/// becomes the older, and what the older held is forgotten.
/// </summary>
internal sealed class AnswerCache<T>(TimeProvider time)
{
    private const int EntriesMax = 4_096;
    private const int KeyLengthMax = 10_000;
    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<string, Entry> _young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, Entry> _old = new(StringComparer.Ordinal);

    /// <summary>The answer, if it is known and still counts.</summary>
    public bool TryFind(string question, [MaybeNullWhen(false)] out T answer)
    {
        var isKnown = (_young.TryGetValue(question, out var entry) || _old.TryGetValue(question, out entry))
            && time.GetElapsedTime(entry.Since) < entry.Life;
        answer = isKnown ? entry!.Answer : default;
        return isKnown;
    }

    /// <summary>Remembers an answer; long questions are asked each time.</summary>
    public void Add(string question, T answer, TimeSpan life)
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

        _young[question] = new Entry(answer, time.GetTimestamp(), life);
    }

    private sealed record Entry(T Answer, long Since, TimeSpan Life);
}
