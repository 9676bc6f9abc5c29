using System.Collections.Concurrent;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>
/// Parsed Accept headers. Clients send few different ones; beyond the limit headers are parsed each time instead of growing the table.
/// </summary>
internal sealed class AcceptCache
{
    private const int MaxEntries = 256;
    private const int MaxLength = 512;
    private readonly ConcurrentDictionary<string, AcceptHeader> _known = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The parsed form of a header value; null or empty means JSON.</summary>
    public AcceptHeader Get(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return AcceptHeader.Absent;
        }

        if (_known.TryGetValue(header, out var known))
        {
            return known;
        }

        var parsed = AcceptHeader.Parse(header);
        if (header.Length <= MaxLength && Volatile.Read(ref _count) < MaxEntries && _known.TryAdd(header, parsed))
        {
            Interlocked.Increment(ref _count);
        }

        return parsed;
    }
}
