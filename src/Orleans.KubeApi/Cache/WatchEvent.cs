using System.Collections.Concurrent;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>An event as watchers with the same view of it see it; one instance and one encoding per form for all of them.</summary>
internal sealed class WatchEvent(WatchEventType type, StoredObject value)
{
    private ConcurrentDictionary<object, ReadOnlyMemory<byte>>? _encodings;

    public WatchEventType Type { get; } = type;

    /// <summary>The object: new state, or last state with the deletion's (or leaving's) revision.</summary>
    public StoredObject Object { get; } = value;

    /// <summary>The event's revision.</summary>
    public long Revision => Object.Revision;

    /// <summary>
    /// The event in one form (JSON of a version, Table row, metadata only…), encoded at most about once for all watchers.
    /// </summary>
    /// <param name="form">Identifies the form; compared by equality.</param>
    /// <param name="encode">Makes the bytes of a whole frame.</param>
    public ReadOnlyMemory<byte> Encoded(object form, Func<WatchEvent, ReadOnlyMemory<byte>> encode)
    {
        var encodings = _encodings;
        if (encodings is null)
        {
            Interlocked.CompareExchange(ref _encodings, new(), null);
            encodings = _encodings;
        }

        return encodings.TryGetValue(form, out var bytes) ? bytes : encodings.GetOrAdd(form, encode(this));
    }
}
