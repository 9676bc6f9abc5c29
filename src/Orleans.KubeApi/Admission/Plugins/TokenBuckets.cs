namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// A token bucket for each key. Only so many are kept: the one unused for longest goes, and starts full should it come back.
/// </summary>
internal sealed class TokenBuckets(long perSecond, long burst, int most, TimeProvider time)
{
    private readonly Dictionary<string, LinkedListNode<Bucket>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Bucket> _byUse = [];
    private readonly Lock _lock = new();

    /// <summary>Takes a token of a key; false if there is none.</summary>
    public bool TryTake(string key)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (!_byKey.TryGetValue(key, out var node))
            {
                node = new LinkedListNode<Bucket>(new Bucket(key) { Tokens = burst, At = now });
                _byKey[key] = node;
                if (_byKey.Count > most)
                {
                    _byKey.Remove(_byUse.Last!.Value.Key);
                    _byUse.RemoveLast();
                }
            }
            else
            {
                _byUse.Remove(node);
            }

            _byUse.AddFirst(node);
            var bucket = node.Value;
            bucket.Tokens = Math.Min(burst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond));
            bucket.At = now;
            if (bucket.Tokens < 1)
            {
                return false;
            }

            bucket.Tokens--;
            return true;
        }
    }

    private sealed class Bucket(string key)
    {
        public string Key { get; } = key;

        public double Tokens { get; set; }

        public long At { get; set; }
    }
}
