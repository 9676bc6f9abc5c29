using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Streams;

/// <summary>Streams to Orleans clients while a silo is killed.</summary>
[Collection(AloneCollection.Name)]
public sealed class StreamLoadTests(PostgresServer postgres)
{
    private const string EventsVariable = "KUBEAPI_STREAM_EVENTS";

    /// <summary>Run by its name until it has shown on several machines that it is steady.</summary>
    [Fact(Explicit = true)]
    public Task Subscribers_WhoseSiloIsKilled_GetEveryEventOnceInOrder() =>
        RunAsync(new StreamLoad(2_000, 5, 100, TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(4)));

    /// <summary>The proof, run by its name: 50,000 events to 20 subscribers, or as many events as the environment says.</summary>
    [Fact(Explicit = true)]
    public Task Load_OfAMillionDeliveries_ReachesEverySubscriber()
    {
        var events = int.TryParse(Environment.GetEnvironmentVariable(EventsVariable), out var wanted) ? wanted : 50_000;
        var delay = TimeSpan.FromMilliseconds(2);
        return RunAsync(new StreamLoad(events, 20, 1_000, delay, TimeSpan.FromMinutes(15) + (events * delay)));
    }

    private async Task RunAsync(StreamLoad load)
    {
        postgres.SkipIfMissing();
        var report = await load.RunAsync(await postgres.CreateDatabaseAsync(), TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(report);
    }
}
