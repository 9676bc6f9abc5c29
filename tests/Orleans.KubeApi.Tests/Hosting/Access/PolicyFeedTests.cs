using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Hosting.Access;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Tests.Cache;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting.Access;

/// <summary>How old a policy may be, for a yes and for a no.</summary>
public sealed class PolicyFeedTests : IAsyncDisposable, ICollectionFeeds, IServingGate
{
    private readonly FakeTimeProvider _time = new();
    private readonly CacheLimits _limits = new();
    private readonly Dictionary<string, FakeFeed> _feeds = new(StringComparer.Ordinal);
    private readonly CollectionCaches _caches;
    private readonly PolicyFeed _policy;
    private bool _mayServe = true;

    public PolicyFeedTests()
    {
        _caches = new CollectionCaches(this, this, _limits, _time, NullLogger<CollectionCaches>.Instance);
        _policy = new PolicyFeed(_caches, this, _limits, _time);
    }

    bool IServingGate.MayServe => _mayServe;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private int Questions => _feeds.Values.Sum(f => f.ReadIndexCalls);

    public ValueTask DisposeAsync() => _caches.DisposeAsync();

    ICollectionFeed ICollectionFeeds.Open(GroupResource collection) => _feeds[collection.Resource] = new FakeFeed();

    [Fact]
    public async Task Current_OwnerSilentBeyondTheBound_GivesNobodyAnything()
    {
        await _policy.LoadAsync(Cancellation);
        Assert.NotNull(_policy.Current);

        _time.Advance(_limits.Staleness + TimeSpan.FromSeconds(1));

        Assert.Equal(503, Assert.Throws<StatusException>(() => _policy.Current).Status.Code);
        Assert.True(_policy.IsTooOld);
    }

    [Fact]
    public async Task Current_SiloIsNoMember_GivesNobodyAnything()
    {
        await _policy.LoadAsync(Cancellation);

        _mayServe = false;

        Assert.Equal(503, Assert.Throws<StatusException>(() => _policy.Current).Status.Code);
    }

    [Fact]
    public async Task RefreshAsync_ManyRefusals_ShareOneQuestionAQuarterOfASecond()
    {
        await _policy.LoadAsync(Cancellation);
        var before = Questions;

        for (var i = 0; i < 100; i++)
        {
            await _policy.RefreshAsync(Cancellation);
        }

        Assert.Equal(before + 4, Questions);
        _time.Advance(TimeSpan.FromMilliseconds(300));
        await _policy.RefreshAsync(Cancellation);
        Assert.Equal(before + 8, Questions);
    }

    [Fact]
    public async Task RefreshAsync_OwnerDoesNotAnswer_EndsAllTheSame()
    {
        await _policy.LoadAsync(Cancellation);
        foreach (var feed in _feeds.Values)
        {
            feed.HoldReadIndex = new TaskCompletionSource();
        }

        var waiting = _policy.RefreshAsync(Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await waiting;
        foreach (var feed in _feeds.Values)
        {
            feed.HoldReadIndex!.SetResult();
        }
    }
}
