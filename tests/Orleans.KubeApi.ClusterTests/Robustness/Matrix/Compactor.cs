using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>Compacts all collections ten times a second, to a head that is up to two seconds old, mostly younger.</summary>
internal sealed class Compactor : IAsyncDisposable
{
    private const int MemoryMax = 20;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _end = new();
    private readonly NpgsqlDataSource _source;
    private readonly Random _random;
    private readonly Task _work;

    public Compactor(string connection, int seed)
    {
        _source = PostgresDataSources.Create(connection);
        _random = new Random(seed);
        _work = RunAsync();
    }

    /// <summary>How many compactions raised a floor.</summary>
    public int Count { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        await _source.DisposeAsync();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var store = new PostgresRevisionStore(_source, TimeProvider.System, NullLogger.Instance);
        Queue<IReadOnlyList<CollectionHead>> noted = [];
        while (!_end.IsCancellationRequested)
        {
            try
            {
                noted.Enqueue(await store.ListCollectionsAsync(_end.Token));
                var age = Math.Min(_random.Next(MemoryMax), _random.Next(MemoryMax));
                foreach (var collection in noted.ElementAt(Math.Max(0, noted.Count - 1 - age)).Where(head => head.Head > head.Floor))
                {
                    await store.CompactAsync(collection.Id, collection.Head, _end.Token);
                    Count++;
                }

                if (noted.Count > MemoryMax)
                {
                    noted.Dequeue();
                }
            }
            catch (Exception error) when (error is StoreUnavailableException or OperationCanceledException)
            {
                // The database has its own troubles.
            }

            await Task.Delay(_pause, TimeProvider.System, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
