using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Grains.Streams;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Streams;

/// <summary>Streams to an Orleans client outside of the cluster, which knows a single gateway: that of a real server process.</summary>
public sealed class OutsideClientTests : IAsyncLifetime
{
    private const string ClusterId = "outside";
    private const string Objects = "/api/v1/namespaces/default/configmaps";
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
    private readonly int _gateway = FreePort.Next();
    private KubeServer? _server;
    private IHost? _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private KubeServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _server = await KubeServer.StartNewAsync(
            new KubeServerOptions
            {
                MoreArguments = ["--cluster-id", ClusterId, "--gateway-port", $"{_gateway}", "--silo-port", $"{FreePort.Next()}"],
            },
            Cancellation);
        _client = await OutsideClient.ConnectAsync([_gateway], ClusterId, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await OutsideClient.StopAsync(_client);
        }

        await Server.DisposeAsync();
    }

    [Fact]
    public async Task Subscriber_WhoseOnlyGatewayWasKilled_GoesOnWhenItIsBack()
    {
        var seen = new Recorder();
        var token = new EventSequenceTokenV2(await CreateAsync("before"));
        await Stream.SubscribeAsync(seen, token);
        for (var round = 0; round < 2; round++)
        {
            await CreateAsync($"a{round}");
            await CountAsync(seen, (round * 2) + 1);
            await Server.KillAsync(Cancellation);
            await Server.StartAsync(Cancellation);
            await CreateAsync($"b{round}");
            await CountAsync(seen, (round * 2) + 2);
        }

        Assert.Equal(["Added default/a0", "Added default/b0", "Added default/a1", "Added default/b1"], seen.Names());
        Assert.Empty(seen.Errors);
    }

    [Fact]
    public async Task Subscriber_FromBelowTheFloor_IsToldExpiredAndGetsWhatFollows()
    {
        var old = await CreateAsync("a");
        await CreateAsync("b");
        await CreateAsync("c");
        await ExpiryTests.CompactAsync(Server);
        var seen = new Recorder();
        await Stream.SubscribeAsync(seen, new EventSequenceTokenV2(old));
        await Eventually.HoldsAsync("an error", _patience, _ => Task.FromResult(seen.Errors.Count > 0), Cancellation);
        await CreateAsync("d");
        await CountAsync(seen, 1);
        Assert.IsType<KubeExpiredException>(Assert.Single(seen.Errors));
        Assert.Equal(["Added default/d"], seen.Names());
    }

    [Fact]
    public async Task Subscriber_ThatHangs_HoldsUpNobodyAndLosesNothing()
    {
        var release = new TaskCompletionSource();
        var hangs = new Recorder(_ => release.Task);
        var others = new[] { new Recorder(), new Recorder(), new Recorder() };
        var token = new EventSequenceTokenV2(await CreateAsync("before"));
        foreach (var recorder in others.Prepend(hangs))
        {
            await Stream.SubscribeAsync(recorder, token);
        }

        for (var i = 0; i < 20; i++)
        {
            await CreateAsync($"m{i:D2}");
        }

        foreach (var other in others)
        {
            await CountAsync(other, 20);
        }

        Assert.Equal(0, hangs.Count);
        release.SetResult();
        await CountAsync(hangs, 20);
        Assert.Equal(others[0].Names(), hangs.Names());
    }

    [Fact]
    public async Task Subscription_ThatIsGivenUp_GetsNothingMoreUntilResumed()
    {
        var seen = new Recorder();
        var handle = await Stream.SubscribeAsync(seen);
        await CreateAsync("a");
        await CountAsync(seen, 1);
        Assert.Equal(handle, Assert.Single(await Stream.GetAllSubscriptionHandles()));
        await handle.UnsubscribeAsync();
        Assert.Empty(await Stream.GetAllSubscriptionHandles());
        var meanwhile = await CreateAsync("b");
        var later = new Recorder();
        await handle.ResumeAsync(later, new EventSequenceTokenV2(meanwhile));
        await CreateAsync("c");
        await CountAsync(later, 1);
        Assert.Equal(["Added default/c"], later.Names());
        Assert.Equal(["Added default/a"], seen.Names());
    }

    private IAsyncStream<KubeEvent> Stream => _client!.Services.GetRequiredKeyedService<IStreamProvider>(KubeStreams.Provider)
        .GetStream<KubeEvent>(KubeStreams.Namespaced("configmaps", "default"));

    private async Task<long> CreateAsync(string name) =>
        (await Server.Client.PostAsync(Objects, $$$"""{"metadata":{"name":"{{{name}}}"}}""", Cancellation)).MustBe(201).Revision;

    private static Task CountAsync(Recorder seen, int wanted) => seen.CountAsync(wanted, _patience, Cancellation);
}
