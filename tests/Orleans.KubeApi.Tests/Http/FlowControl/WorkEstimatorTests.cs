using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Http.FlowControl;

public sealed class WorkEstimatorTests : ICollectionFeeds, IServingGate
{
    private readonly MemoryFeed _feed = new();
    private readonly WatchCounts _watches = new();

    public bool MayServe => true;

    [Theory]
    [InlineData("GET", "/api/v1/configmaps", 8)]
    [InlineData("GET", "/api/v1/configmaps?limit=100", 2)]
    [InlineData("GET", "/api/v1/configmaps?limit=x", 8)]
    [InlineData("GET", "/api/v1/namespaces/small/configmaps", 1)]
    [InlineData("GET", "/api/v1/namespaces/big/configmaps", 8)]
    [InlineData("GET", "/api/v1/configmaps?fieldSelector=metadata.name=a", 1)]
    [InlineData("GET", "/api/v1/namespaces/big/configmaps/o1", 1)]
    [InlineData("GET", "/api/v1/configmaps?watch=1", 8)]
    [InlineData("GET", "/api/v1/configmaps?watch=1&resourceVersion=0", 8)]
    [InlineData("GET", "/api/v1/configmaps?watch=1&resourceVersion=100", 1)]
    [InlineData("GET", "/api/v1/configmaps?watch=1&resourceVersion=100&sendInitialEvents=true", 8)]
    [InlineData("GET", "/api/v1/secrets", 1)]
    [InlineData("GET", "/api", 1)]
    [InlineData("DELETE", "/api/v1/namespaces/big/configmaps", 1)]
    public async Task Of_Reads_CountsTheBytesThatAreSent(string method, string target, int seats)
    {
        var estimator = await EstimatorAsync();
        Assert.Equal(new WorkEstimate(seats), Estimate(estimator, method, target, 0));
    }

    [Fact]
    public async Task Of_ManyWatches_ChargesAWriteForThem()
    {
        var estimator = await EstimatorAsync();
        Watch("/api/v1/configmaps?watch=1", 15);
        Watch("/api/v1/namespaces/big/configmaps?watch=1", 6);
        Watch("/api/v1/namespaces/other/configmaps?watch=1", 100);
        Watch("/api/v1/namespaces/big/configmaps?watch=1&fieldSelector=metadata.name=a", 4);
        Watch("/api/v1/pods?watch=1&fieldSelector=spec.nodeName=n1", 100);
        Assert.Equal(new WorkEstimate(1, 3, 0.005), Estimate(estimator, "POST", "/api/v1/namespaces/big/configmaps", 0));
        Assert.Equal(new WorkEstimate(1, 2, 0.0075), Estimate(estimator, "PUT", "/api/v1/namespaces/big/configmaps/a", 2));
        Assert.Equal(WorkEstimate.One, Estimate(estimator, "POST", "/api/v1/namespaces/big/pods", 0));
    }

    [Fact]
    public void Of_WatchesGone_CountsNothing()
    {
        Watch("/api/v1/configmaps?watch=1", 20).ForEach(_watches.Remove);
        Assert.Equal(0, _watches.Of(Info("POST", "/api/v1/namespaces/big/configmaps").Info));
    }

    ICollectionFeed ICollectionFeeds.Open(GroupResource collection) => _feed;

    private static (RequestInfo Info, QueryParameters Query) Info(string method, string target)
    {
        var parsed = RequestTarget.Parse(target)!;
        return (RequestInfo.Of(method, parsed), parsed.Query);
    }

    private async Task<WorkEstimator> EstimatorAsync()
    {
        for (var i = 0; i < 500; i++)
        {
            _feed.Put($"big/o{i}", $"\"data\":{{\"a\":\"{new string('x', 1400)}\"}}");
        }

        _feed.Put("small/a");
        var caches = new CollectionCaches(this, this, new CacheLimits(), new FakeTimeProvider(), NullLogger<CollectionCaches>.Instance);
        await caches.GetAsync(new GroupResource("", "configmaps"), TestContext.Current.CancellationToken);
        return new WorkEstimator(caches);
    }

    private WorkEstimate Estimate(WorkEstimator estimator, string method, string target, int most)
    {
        var (info, query) = Info(method, target);
        return estimator.Of(info, query, _watches, most, out _);
    }

    private List<WatchCounts.Counted> Watch(string target, int count)
    {
        var (info, query) = Info("GET", target);
        return [.. Enumerable.Range(0, count).Select(_ => _watches.Add(info, query)).OfType<WatchCounts.Counted>()];
    }
}
