using System.Collections.Concurrent;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>
/// Protobuf messages of object versions, made once and kept beside the object for gets, lists and watches alike. All that is kept is
/// bounded in bytes: what was made first is dropped first, and made anew when it is asked for again.
/// </summary>
/// <param name="limit">Bytes kept at most.</param>
internal sealed class ProtobufMessages(long limit)
{
    private readonly ConcurrentQueue<StoredObject> _kept = new();
    private long _bytes;

    /// <summary>The one of this process.</summary>
    public static ProtobufMessages Shared { get; } = new(48L << 20);

    /// <summary>Bytes kept now.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The object's message in one form, made if it is not kept.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="form">Identifies the form; only the first form of an object is kept.</param>
    /// <param name="make">Makes the message.</param>
    public byte[] Of(StoredObject stored, object form, Func<StoredObject, byte[]> make)
    {
        if (stored.Kept is { } kept && ReferenceEquals(kept.Form, form))
        {
            return kept.Bytes;
        }

        var made = new KeptForm(form, make(stored));
        if (Interlocked.CompareExchange(ref stored.Kept, made, null) is not null)
        {
            return made.Bytes; // another form was first and stays
        }

        _kept.Enqueue(stored);
        var total = Interlocked.Add(ref _bytes, made.Bytes.Length);
        while (total > limit && _kept.TryDequeue(out var oldest))
        {
            if (Interlocked.Exchange(ref oldest.Kept, null) is { } dropped)
            {
                total = Interlocked.Add(ref _bytes, -dropped.Bytes.Length);
            }
        }

        return made.Bytes;
    }
}
