using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Grains.Streams;
using Orleans.KubeApi.Hosting.Streams;
using Orleans.KubeApi.Hosting.Testing;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Streams;

/// <summary>Streams and pull watches of one server, from inside its process.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
    private KubeApiTestServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private KubeApiTestServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await KubeApiTestServer.StartAsync(cancellationToken: Cancellation);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Fact]
    public async Task Subscriber_OfANamespace_GetsItsEventsInOrderOnce()
    {
        var seen = new Recorder();
        await SubscribeAsync(KubeStreams.Namespaced("configmaps", "default"), seen, await RevisionAsync());
        for (var i = 0; i < 50; i++)
        {
            await CreateAsync($"m{i:D2}", "default");
            await CreateAsync($"m{i:D2}", "kube-public");
        }

        await CountAsync(seen, 50);
        Assert.Equal([.. Enumerable.Range(0, 50).Select(static i => $"Added default/m{i:D2}")], seen.Names());
        Assert.Equal(seen.Events.Select(static e => e.ResourceVersion).Order(), seen.Events.Select(static e => e.ResourceVersion));
    }

    [Fact]
    public async Task Subscriber_WithAnOldTokenOnASilentStream_GetsWhatCameAfterIt()
    {
        var start = await RevisionAsync();
        for (var i = 0; i < 250; i++)
        {
            await CreateAsync($"m{i:D3}", "default");
        }

        var seen = new Recorder();
        await SubscribeAsync(KubeStreams.All("configmaps"), seen, start);
        await CountAsync(seen, 250);
        Assert.Equal([.. Enumerable.Range(0, 250).Select(static i => $"Added default/m{i:D3}")], seen.Names());
    }

    [Fact]
    public async Task Subscriber_WithASelector_SeesItsBorderAsAddedAndDeleted()
    {
        var seen = new Recorder();
        await SubscribeAsync(KubeStreams.Namespaced("configmaps", "default", "tier=gold"), seen, await RevisionAsync());
        await CreateAsync("other", "default");
        await CreateAsync("one", "default", ("tier", "gold"));
        var one = await Server.Client.CoreV1.ReadNamespacedConfigMapAsync("one", "default", cancellationToken: Cancellation);
        one.Metadata.Labels["tier"] = "iron";
        await Server.Client.CoreV1.ReplaceNamespacedConfigMapAsync(one, "one", "default", cancellationToken: Cancellation);
        await CountAsync(seen, 2);
        Assert.Equal(["Added default/one", "Deleted default/one"], seen.Names());
    }

    [Fact]
    public async Task Subscriber_ThatFails_GetsTheSameEventsAgain()
    {
        var failures = 0;
        var seen = new Recorder(_ => ++failures == 1 ? Task.FromException(new InvalidOperationException("once")) : Task.CompletedTask);
        await SubscribeAsync(KubeStreams.Namespaced("configmaps", "default"), seen, await RevisionAsync());
        await CreateAsync("a", "default");
        await CreateAsync("b", "default");
        await CountAsync(seen, 2);
        Assert.Equal(["Added default/a", "Added default/b"], seen.Names());
    }

    [Fact]
    public async Task Write_ToAStream_IsRefused()
    {
        var stream = Provider.GetStream<KubeEvent>(KubeStreams.All("configmaps"));
        await Assert.ThrowsAnyAsync<Exception>(() => stream.OnNextAsync(new KubeEvent(KubeEventType.Added, 1, "a", "b", [])));
    }

    [Fact]
    public void Stream_ThatIsNone_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Provider.GetStream<KubeEvent>(StreamId.Create("configmaps?a in (", "default")));

    [Fact]
    public async Task Controller_AsAGrain_KeepsTheCopies()
    {
        CopyController.Client = () => Server.Client;
        await CreateAsync("plain", "default");
        await CreateAsync("original", "default", ("copy", "true"));
        await ExistsAsync("original-copy", exists: true);
        await Server.Client.CoreV1.DeleteNamespacedConfigMapAsync("original", "default", cancellationToken: Cancellation);
        await ExistsAsync("original-copy", exists: false);
        await ExistsAsync("plain-copy", exists: false);
    }

    [Fact]
    public async Task PullWatch_WithoutAPosition_BeginsWithWhatIsThere()
    {
        await CreateAsync("first", "default");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        enough.CancelAfter(_patience);
        var seen = new List<string>();
        await foreach (var item in Server.Orleans.WatchObjectsAsync<V1ConfigMap>("default", cancellationToken: enough.Token))
        {
            if (item.Object.Name() == "kube-root-ca.crt")
            {
                continue;
            }

            seen.Add($"{item.Type} {item.Object.Name()}");
            if (seen.Count == 1)
            {
                await CreateAsync("second", "default");
                await Server.Client.CoreV1.DeleteNamespacedConfigMapAsync("first", "default", cancellationToken: enough.Token);
            }
            else if (seen.Count == 3)
            {
                break;
            }
        }

        Assert.Equal(["Added first", "Added second", "Deleted first"], seen);
    }

    [Fact]
    public async Task PullWatch_WithAWrongSelector_IsAnError() => await Assert.ThrowsAsync<ArgumentException>(async () =>
    {
        await foreach (var item in Server.Orleans.WatchObjectsAsync<V1ConfigMap>("default", "a in (", cancellationToken: Cancellation))
        {
            Assert.Fail($"an event: {item}");
        }
    });

    private IStreamProvider Provider => Server.Orleans.ServiceProvider.GetRequiredKeyedService<IStreamProvider>(KubeStreams.Provider);

    private Task SubscribeAsync(StreamId stream, Recorder recorder, long after) =>
        Provider.GetStream<KubeEvent>(stream).SubscribeAsync(recorder, new EventSequenceTokenV2(after));

    private async Task<long> RevisionAsync()
    {
        var all = await Server.Client.CoreV1.ListConfigMapForAllNamespacesAsync(cancellationToken: Cancellation);
        return long.Parse(all.Metadata.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task CreateAsync(string name, string ns, params (string Key, string Value)[] labels)
    {
        var map = new V1ConfigMap
        {
            Metadata = new V1ObjectMeta { Name = name, Labels = labels.ToDictionary(static l => l.Key, static l => l.Value) },
        };
        return Server.Client.CoreV1.CreateNamespacedConfigMapAsync(map, ns, cancellationToken: Cancellation);
    }

    private static Task CountAsync(Recorder seen, int wanted) => seen.CountAsync(wanted, _patience, Cancellation);

    private Task ExistsAsync(string name, bool exists) => Eventually.HoldsAsync(
        $"{name} {(exists ? "is there" : "is gone")}",
        _patience,
        async stop =>
        {
            var all = await Server.Client.CoreV1.ListNamespacedConfigMapAsync(
                "default", fieldSelector: $"metadata.name={name}", cancellationToken: stop);
            return all.Items.Count == (exists ? 1 : 0);
        },
        Cancellation);
}
