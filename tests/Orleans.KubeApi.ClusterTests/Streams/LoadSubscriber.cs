using System.Diagnostics;
using System.Globalization;
using System.Text;
using Orleans.KubeApi.Grains.Streams;
using Orleans.Streams;

namespace Orleans.KubeApi.ClusterTests.Streams;

/// <summary>
/// A subscriber of the load: notes which events of the load it got, in which order and how late. With a delay it is a slow one.
/// </summary>
internal sealed class LoadSubscriber(string name, TimeSpan delay) : IAsyncObserver<KubeEvent>
{
    private static readonly byte[] _stamp = Encoding.ASCII.GetBytes("\"stamp\":\"");
    private static readonly TimeSpan _delayMin = TimeSpan.FromMilliseconds(20);
    private readonly List<long> _revisions = [];
    private readonly List<float> _latencies = [];
    private readonly List<Exception> _errors = [];
    private long _last;
    private long _lastAt;
    private double _longestGap;
    private TimeSpan _owed;

    public string Name => name;

    /// <summary>The position of the last event.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>The revisions of the events as they came. Read it when all is over.</summary>
    public IReadOnlyList<long> Revisions => _revisions;

    /// <summary>Milliseconds from before the request was sent until the event came.</summary>
    public IReadOnlyList<float> Latencies => _latencies;

    /// <summary>Errors the stream told.</summary>
    public IReadOnlyList<Exception> Errors => _errors;

    /// <summary>The longest time without an event between two of them, in milliseconds.</summary>
    public double LongestGap => _longestGap;

    public bool IsSlow => delay > TimeSpan.Zero;

    public async Task OnNextAsync(KubeEvent item, StreamSequenceToken? token = null)
    {
        if (item.Namespace != StreamLoad.Namespace || !item.Name.StartsWith("load-", StringComparison.Ordinal))
        {
            return;
        }

        var now = Stopwatch.GetTimestamp();
        _longestGap = _lastAt == 0 ? 0 : Math.Max(_longestGap, Stopwatch.GetElapsedTime(_lastAt, now).TotalMilliseconds);
        _lastAt = now;
        _latencies.Add((float)Stopwatch.GetElapsedTime(Stamp(item.Json), now).TotalMilliseconds);

        // A timer's grain is several times such a delay, so some are taken at once.
        _owed += delay;
        if (_owed > _delayMin)
        {
            var start = Stopwatch.GetTimestamp();
            await Task.Delay(_owed);
            _owed -= Stopwatch.GetElapsedTime(start);
        }

        _revisions.Add(item.ResourceVersion);
        Volatile.Write(ref _last, item.ResourceVersion);
    }

    public Task OnErrorAsync(Exception ex)
    {
        _errors.Add(ex);
        return Task.CompletedTask;
    }

    /// <summary>What is wrong with the events it got, or null: each once, in order, none of the acknowledged ones missing.</summary>
    public string? Wrong(IReadOnlySet<long> acknowledged)
    {
        for (var i = 1; i < _revisions.Count; i++)
        {
            if (_revisions[i] <= _revisions[i - 1])
            {
                return $"{name}: {_revisions[i]} came after {_revisions[i - 1]}";
            }
        }

        var missing = acknowledged.Except(_revisions).Order().ToList();
        return missing.Count == 0 ? null : $"{name}: {missing.Count} are missing, the first of them {missing[0]}";
    }

    // When the request was about to be sent, by the clock of this process.
    private static long Stamp(ReadOnlySpan<byte> json)
    {
        var text = json[(json.IndexOf(_stamp) + _stamp.Length)..];
        return long.Parse(text[..text.IndexOf((byte)'"')], CultureInfo.InvariantCulture);
    }
}
