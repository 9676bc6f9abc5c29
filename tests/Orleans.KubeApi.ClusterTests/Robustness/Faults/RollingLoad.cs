using System.Collections.Concurrent;
using System.Globalization;
using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Faults;

/// <summary>
/// What well-behaved clients do behind a balancer that asks <c>/readyz</c>: writers that send again only what client-go sends again by
/// default (a connection that couldn't be made; 429 and 5xx with Retry-After), and watchers that go on from their last resourceVersion.
/// </summary>
internal sealed class RollingLoad(IReadOnlyList<KubeServer> silos)
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const int Writers = 8;
    private const int Watchers = 4;
    private const int RetriesMax = 10;
    private static readonly TimeSpan _probe = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _settle = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<long, long> _done = new();
    private readonly ConcurrentBag<string> _failures = [];
    private readonly ConcurrentBag<TimeSpan> _durations = [];
    private readonly List<long>[] _seen = [.. Enumerable.Range(0, Watchers).Select(_ => new List<long>())];
    private volatile bool[] _isReady = [.. silos.Select(_ => true)];
    private int _retries;
    private int _resumed;
    private int _relists;
    private volatile bool _isOver;

    /// <summary>Writes that failed for their client.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>How often a watcher was told to list anew.</summary>
    public int Relists => _relists;

    /// <summary>The longest time in which no client's write succeeded.</summary>
    public TimeSpan LongestPause
    {
        get
        {
            var times = _done.Values.Order().ToList();
            return times.Zip(times.Skip(1), (from, to) => TimeProvider.System.GetElapsedTime(from, to)).Max();
        }
    }

    /// <summary>What the watchers saw otherwise than each acknowledged write once and in order.</summary>
    public IReadOnlyList<string> Wrong() =>
    [
        .. _seen.SelectMany((revisions, index) => revisions.Zip(revisions.Skip(1))
            .Where(pair => pair.Second <= pair.First)
            .Select(pair => $"watcher {index}: {pair.Second} after {pair.First}")
            .Concat(_done.Keys.Except(revisions).Select(missing => $"watcher {index}: {missing} is missing"))),
    ];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_done.Count + _failures.Count} writes, {_failures.Count} failed, {_retries} sent again, longest pause of all "
        + $"{LongestPause.TotalMilliseconds:0} ms, longest request {_durations.Max().TotalMilliseconds:0} ms; {Watchers} watches ended "
        + $"{_resumed} times, {_relists} lists anew");

    /// <summary>Runs as long as <paramref name="meanwhile"/>, and until the watchers have seen all or have had time enough.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> meanwhile, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var start = (await silos[0].Client.GetAsync(Maps, cancellation)).MustBe(200).Revision;
        var watching = Enumerable.Range(0, Watchers).Select(index => WatchAsync(index, start, stop.Token))
            .Append(BalanceAsync(stop)).ToList();
        var writing = Enumerable.Range(0, Writers).Select(index => WriteAsync(index, cancellation)).ToList();
        await meanwhile(cancellation);
        _isOver = true;
        await Task.WhenAll(writing);
        stop.CancelAfter(_settle);
        await Task.WhenAll(watching);
    }

    private bool HasSeenAll => _isOver && _done.Keys.Max() is var last && _seen.All(revisions =>
    {
        lock (revisions)
        {
            return revisions.Count > 0 && revisions[^1] >= last;
        }
    });

    /// <summary>Asks for readiness until the watchers have seen all, and ends them then.</summary>
    private async Task BalanceAsync(CancellationTokenSource stop)
    {
        try
        {
            while (!HasSeenAll)
            {
                _isReady = await Task.WhenAll(silos.Select(silo => silo.IsReadyAsync(stop.Token)));
                await Task.Delay(_probe, TimeProvider.System, stop.Token);
            }

            await stop.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // They had their time: what they lack is told.
        }
    }

    /// <summary>The silo at this place, or the next one that is ready.</summary>
    private KubeHttp Silo(int place)
    {
        var ready = _isReady;
        var at = Enumerable.Range(place, silos.Count).Select(index => index % silos.Count).Where(index => ready[index]);
        return silos[at.FirstOrDefault(place % silos.Count)].Client;
    }

    private async Task WriteAsync(int writer, CancellationToken cancellation)
    {
        for (var count = 0; !_isOver; count++)
        {
            var start = TimeProvider.System.GetTimestamp();
            var (method, path) = count == 0 ? (HttpMethod.Post, Maps) : (HttpMethod.Patch, $"{Maps}/roll-{writer}");
            var body = $$$"""{"metadata":{"name":"roll-{{{writer}}}"},"data":{"count":"{{{count}}}"}}""";
            if (await SendAsync(writer, method, path, body, cancellation) is { } answer)
            {
                _done[answer.Revision] = TimeProvider.System.GetTimestamp();
            }

            _durations.Add(TimeProvider.System.GetElapsedTime(start));
            await Task.Delay(_pause, TimeProvider.System, cancellation);
        }
    }

    private async Task<KubeResponse?> SendAsync(
        int writer, HttpMethod method, string path, string body, CancellationToken cancellation)
    {
        var type = method == HttpMethod.Post ? KubeHttp.Json : KubeHttp.MergePatch;
        var failure = "";
        for (var attempt = 0; attempt <= RetriesMax; attempt++)
        {
            var pause = _probe;
            try
            {
                var answer = await Silo(writer + attempt).SendAsync(method, path, body, type, cancellation);
                if (answer.IsSuccess)
                {
                    return answer;
                }

                failure = answer.Text;
                if (answer.Code is not (429 or >= 500) || answer.Headers.RetryAfter?.Delta is not { } asked)
                {
                    break;
                }

                pause = asked;
            }
            catch (HttpRequestException error)
            {
                failure = $"{error.HttpRequestError}: {error.Message}";
                if (error.HttpRequestError != HttpRequestError.ConnectionError)
                {
                    break;
                }
            }

            Interlocked.Increment(ref _retries);
            await Task.Delay(pause, TimeProvider.System, cancellation);
        }

        _failures.Add($"{method} {path}: {failure}");
        return null;
    }

    private async Task WatchAsync(int watcher, long from, CancellationToken stop)
    {
        for (var place = watcher; !stop.IsCancellationRequested; place++)
        {
            try
            {
                using var stream = await Silo(place).WatchAsync($"{Maps}?watch=true&resourceVersion={from}", stop);
                while (await stream.ReadAsync(stop) is { } frame)
                {
                    if (frame.Type == "ERROR")
                    {
                        Interlocked.Increment(ref _relists);
                        break;
                    }

                    from = frame.Revision;
                    Note(_seen[watcher], frame);
                }
            }
            catch (Exception error) when (KubeHttp.IsConnectionLoss(error) || error is KubeRefusal)
            {
                await Task.Delay(_pause, TimeProvider.System, CancellationToken.None);
            }

            Interlocked.Add(ref _resumed, stop.IsCancellationRequested ? 0 : 1);
        }
    }

    // Others write into this namespace too: their events say nothing about these writes.
    private static void Note(List<long> revisions, WatchEvent frame)
    {
        if (frame.Name.StartsWith("roll-", StringComparison.Ordinal))
        {
            lock (revisions)
            {
                revisions.Add(frame.Revision);
            }
        }
    }
}
