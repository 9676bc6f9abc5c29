using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Grains.Streams;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Streams;

/// <summary>
/// Many events to many subscribers in Orleans clients outside of the cluster: three real silos on PostgreSQL, of which the first one, a
/// gateway of some and most likely the owner of the collection, is killed half way; one subscriber is slow. Afterwards as many subscribers
/// that are new catch up with all of it.
/// </summary>
/// <param name="Events">Acknowledged writes, each of which is an event.</param>
/// <param name="Subscribers">How many get each of them.</param>
/// <param name="Payload">Characters of each object, to get out of the silo's memory.</param>
/// <param name="Delay">What the slow subscriber takes for each event.</param>
/// <param name="Patience">How long the subscribers have after the last write.</param>
internal sealed record StreamLoad(int Events, int Subscribers, int Payload, TimeSpan Delay, TimeSpan Patience)
{
    public const string Namespace = "default";
    private const int Writers = 16;
    private const int ObjectsOfAWriter = 10;
    private const int Clients = 2;
    private const string ClusterId = "streams";
    private readonly ConcurrentDictionary<long, bool> _acknowledged = new();
    private int _written;
    private long _lastRevision;

    /// <summary>Runs the load and returns what is to be reported. Throws what is wrong.</summary>
    public async Task<string> RunAsync(string store, CancellationToken cancellation)
    {
        var gateways = Enumerable.Range(0, 3).Select(static _ => FreePort.Next()).ToArray();
        var silos = gateways.Select(port => new KubeServer(new KubeServerOptions
        {
            Store = store,
            ClusterId = ClusterId,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                // The slow one may be further behind than the minutes that versions are kept, where it would rightly be told so.
                ["KUBEAPI_COMPACT_AFTER"] = Patience.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
            MoreArguments = ["--gateway-port", port.ToString(System.Globalization.CultureInfo.InvariantCulture)],
        })).ToArray();
        var hosts = new List<IHost>();
        try
        {
            await silos[0].StartAsync(cancellation);
            await Task.WhenAll(silos.Skip(1).Select(silo => silo.StartAsync(cancellation)));
            var start = (await silos[0].Client.GetAsync($"/api/v1/namespaces/{Namespace}/configmaps", cancellation)).MustBe(200).Revision;
            for (var i = 0; i < Clients; i++)
            {
                hosts.Add(await OutsideClient.ConnectAsync(gateways, ClusterId, cancellation));
            }

            var subscribers = await SubscribeAsync(hosts, start, Delay);
            var report = await RunAsync(silos, subscribers, cancellation);
            return $"{report}; {await CatchUpAsync(hosts, start, cancellation)}";
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"{failure.Message}\n{string.Join('\n', silos.Select(static s => $"--- {s.Port}\n{s.Log.Tail(30)}"))}", failure);
        }
        finally
        {
            await Task.WhenAll(hosts.Select(static host => OutsideClient.StopAsync(host)));
            await Task.WhenAll(silos.Select(static silo => silo.DisposeAsync().AsTask()));
        }
    }

    private async Task<string> RunAsync(KubeServer[] silos, IReadOnlyList<LoadSubscriber> subscribers, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(writer, silos, cancellation)));
        await Eventually.HoldsAsync(
            "half of it is written",
            Patience,
            _ => Task.FromResult(writing.IsCompleted || Volatile.Read(ref _written) >= Events / 2),
            cancellation);
        await silos[0].KillAsync(cancellation);
        await writing;
        var wrote = clock.Elapsed;
        await ArriveAsync([.. subscribers.Where(static s => !s.IsSlow)], cancellation);
        var fast = clock.Elapsed;
        await ArriveAsync(subscribers, cancellation);
        Check(subscribers);
        return Report(subscribers, wrote, fast, clock.Elapsed);
    }

    private async Task<string> CatchUpAsync(List<IHost> hosts, long start, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var subscribers = await SubscribeAsync(hosts, start, TimeSpan.Zero);
        await ArriveAsync(subscribers, cancellation);
        var took = clock.Elapsed;
        Check(subscribers);
        var rate = subscribers.Sum(static s => (long)s.Revisions.Count) / took.TotalSeconds;
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{subscribers.Count} new subscribers caught up in {took.TotalSeconds:F1} s, {rate:F0} deliveries/s");
    }

    private async Task ArriveAsync(IReadOnlyList<LoadSubscriber> subscribers, CancellationToken cancellation)
    {
        var last = Volatile.Read(ref _lastRevision);
        try
        {
            await Eventually.HoldsAsync(
                "everything came", Patience, _ => Task.FromResult(subscribers.All(s => s.Last >= last)), cancellation);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"written up to {last}, but {string.Join(", ", subscribers.Select(
                static s => $"{s.Name}: {s.Revisions.Count} up to {s.Last} ({s.Errors.FirstOrDefault()?.Message})"))}");
        }
    }

    private void Check(IReadOnlyList<LoadSubscriber> subscribers)
    {
        var acknowledged = _acknowledged.Keys.ToHashSet();
        Assert.Equal(Events, acknowledged.Count);
        foreach (var subscriber in subscribers)
        {
            Assert.Null(subscriber.Wrong(acknowledged));
            Assert.Empty(subscriber.Errors);
            Assert.Equal(subscribers[0].Revisions, subscriber.Revisions);
        }
    }

    private string Report(IReadOnlyList<LoadSubscriber> subscribers, TimeSpan wrote, TimeSpan caughtUp, TimeSpan all)
    {
        var fast = subscribers.Where(static s => !s.IsSlow).SelectMany(static s => s.Latencies).Order().ToList();
        var slow = subscribers.Where(static s => s.IsSlow).SelectMany(static s => s.Latencies).Order().ToList();
        var gap = subscribers.Where(static s => !s.IsSlow).Max(static s => s.LongestGap);
        var deliveries = subscribers.Sum(static s => (long)s.Revisions.Count);
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Events} events to {subscribers.Count} subscribers: {deliveries} deliveries, each once and in order; "
            + $"written in {wrote.TotalSeconds:F1} s, there after {caughtUp.TotalSeconds:F1} s, at the slow one after "
            + $"{all.TotalSeconds:F1} s; from request to subscriber "
            + $"p50 {Part(fast, 0.5):F1} ms, p99 {Part(fast, 0.99):F1} ms (the slow one p50 {Part(slow, 0.5):F0} ms); "
            + $"longest silence by the kill of a silo {gap / 1000:F1} s");
    }

    private static float Part(List<float> sorted, double part) => sorted.Count == 0 ? 0 : sorted[(int)((sorted.Count - 1) * part)];

    private async Task<IReadOnlyList<LoadSubscriber>> SubscribeAsync(List<IHost> hosts, long after, TimeSpan delay)
    {
        var subscribers = new List<LoadSubscriber>();
        for (var i = 0; i < Subscribers; i++)
        {
            var stream = (i % 3) switch
            {
                0 => KubeStreams.All("configmaps"),
                1 => KubeStreams.Namespaced("configmaps", Namespace),
                _ => KubeStreams.Namespaced("configmaps", Namespace, "load=yes"),
            };
            var provider = hosts[i % hosts.Count].Services.GetRequiredKeyedService<IStreamProvider>(KubeStreams.Provider);
            var subscriber = new LoadSubscriber($"{i} {stream}", i == 0 ? delay : TimeSpan.Zero);
            await provider.GetStream<KubeEvent>(stream).SubscribeAsync(subscriber, new EventSequenceTokenV2(after));
            subscribers.Add(subscriber);
        }

        return subscribers;
    }

    private async Task WriteAsync(int writer, KubeServer[] silos, CancellationToken cancellation)
    {
        for (var i = 0; Interlocked.Increment(ref _written) <= Events; i++)
        {
            var name = $"load-{writer}-{i % ObjectsOfAWriter}";
            var body = $$$"""
                {"metadata":{"name":"{{{name}}}","labels":{"load":"yes"}},
                "data":{"stamp":"{{{Stopwatch.GetTimestamp()}}}","payload":"{{{new string('x', Payload)}}}"}}
                """;
            var path = $"/api/v1/namespaces/{Namespace}/configmaps";
            await WriteOnceAsync(i < ObjectsOfAWriter, path, name, body, writer, silos, cancellation);
        }
    }

    // A write whose answer was lost is sent again as it was: what is stored already makes no second event.
    private async Task WriteOnceAsync(
        bool create, string path, string name, string body, int writer, KubeServer[] silos, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        for (var attempt = 0; ; attempt++)
        {
            var client = silos[(writer + attempt) % silos.Length].Client;
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                limit.CancelAfter(TimeSpan.FromSeconds(40));
                var answer = create
                    ? await client.PostAsync(path, body, limit.Token)
                    : await client.PutAsync($"{path}/{name}", body, limit.Token);
                if (create && answer.Code == 409)
                {
                    answer = await client.GetAsync($"{path}/{name}", limit.Token);
                }

                if (answer.IsSuccess)
                {
                    Acknowledge(answer.Revision);
                    return;
                }

                Assert.True(answer.Code is 429 or >= 500 && clock.Elapsed < Patience, answer.Text);
            }
            catch (Exception lost) when (KubeHttp.IsConnectionLoss(lost) && clock.Elapsed < Patience)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }
    }

    private void Acknowledge(long revision)
    {
        _acknowledged[revision] = true;
        for (var last = Volatile.Read(ref _lastRevision); revision > last; last = Volatile.Read(ref _lastRevision))
        {
            Interlocked.CompareExchange(ref _lastRevision, revision, last);
        }
    }
}
