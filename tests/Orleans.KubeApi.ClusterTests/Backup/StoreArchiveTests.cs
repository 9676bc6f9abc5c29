using System.Text;
using Npgsql;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Backup;
using Orleans.KubeApi.Tests.Contracts;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Backup;

/// <summary>Backup and restore between real stores, every way round, while somebody writes.</summary>
public sealed class StoreArchiveTests(PostgresServer postgres) : IAsyncLifetime
{
    private const long Bump = 1_000;
    private static readonly CollectionId First = new("root", "", "firsts");
    private static readonly CollectionId Second = new("root", "example.com", "seconds");
    private readonly TemporaryFolder _folder = new();
    private readonly List<NpgsqlDataSource> _sources = [];
    private int _places;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
        {
            await source.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task BackupAndRestore_WithARunningWriter_GiveOneMomentAndRevisionsNeverGoBack(bool fromPostgres, bool toPostgres)
    {
        var from = await CreateAsync(fromPostgres);
        await using var source = await from.OpenAsync(Token);
        using var stop = new CancellationTokenSource();
        var rounds = 0;
        var writing = Task.Run(() => WriteAsync(source, () => Interlocked.Increment(ref rounds), stop.Token), Token);
        await Eventually.HoldsAsync("the writer is under way", TimeSpan.FromSeconds(30), _ => Task.FromResult(rounds > 50), Token);

        var file = _folder.File("backup");
        var before = rounds;
        await BackupWriter.WriteAsync(file, from.Archive.ReadAsync(Token), Token);
        await Eventually.HoldsAsync("the writer went on", TimeSpan.FromSeconds(30), _ => Task.FromResult(rounds > before + 20), Token);
        await stop.CancelAsync();
        await writing;

        var to = await CreateAsync(toPostgres);
        await (await to.OpenAsync(Token)).DisposeAsync();
        using (var reader = BackupReader.Open(file))
        {
            await to.Archive.LoadAsync(reader.ReadAsync(Token), new RestoreOptions(Replace: false, Bump), Token);
        }

        await using var target = await to.OpenAsync(Token);

        // Each collection is what it was at its head, byte for byte; the second one is never ahead of the first.
        var counts = new List<int>();
        foreach (var restored in (await target.ListCollectionsAsync(Token)).OrderBy(c => c.Id.Resource))
        {
            var head = restored.Head - Bump;
            var rows = (await target.ReadRangeAsync(restored.Id, new RangeQuery("", null, 100_000), Token)).Rows;
            var expected = (await source.ReadRangeAsync(restored.Id, new RangeQuery("", null, 100_000, head), Token)).Rows;
            Assert.Equal(expected.Select(Show), rows.Select(Show));
            Assert.Equal((restored.Head, restored.Head), (restored.Floor, restored.Head));
            Assert.Equal(ReadOutcome.Expired, (await target.ReadEventsAsync(restored.Id, head, long.MaxValue, 10, Token)).Outcome);
            var givenOut = (await source.ListCollectionsAsync(Token)).Single(c => c.Id == restored.Id).Head;
            Assert.True(restored.Head > givenOut);
            counts.Add(rows.Count);
        }

        Assert.InRange(counts[0] - counts[1], 0, 1);
        Assert.InRange(counts[0], before, int.MaxValue);
        await GoOnAsync(target);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LoadAsync_StoreIsNotEmpty_IsRefusedUnlessReplacedAndNoRevisionGoesBack(bool inPostgres)
    {
        var file = _folder.File("backup");
        BackupItem[] items = [new BackupItem.Collection(First, 5), new BackupItem.Row("n/old", 5, "old"u8.ToArray())];
        await BackupWriter.WriteAsync(file, items.ToAsyncEnumerable(), Token);
        var place = await CreateAsync(inPostgres);
        await using (var store = await place.OpenAsync(Token))
        {
            var owner = await CollectionOwner.OpenAsync(store, First);
            var other = await CollectionOwner.OpenAsync(store, Second);
            for (var i = 0; i < 10; i++)
            {
                await owner.CommitAsync(($"n/{i}", "new"));
                await other.CommitAsync(($"n/{i}", "new"));
            }
        }

        using var reader = BackupReader.Open(file);
        var refused = await Assert.ThrowsAsync<BackupException>(async () =>
            await place.Archive.LoadAsync(reader.ReadAsync(Token), new RestoreOptions(Replace: false, Bump), Token));
        Assert.Contains("not empty", refused.Message);
        await place.Archive.LoadAsync(reader.ReadAsync(Token), new RestoreOptions(Replace: true, Bump), Token);

        await using var after = await place.OpenAsync(Token);
        var heads = (await after.ListCollectionsAsync(Token)).ToDictionary(c => c.Id, c => c.Head);
        Assert.Equal((11 + Bump, 11 + Bump), (heads[First], heads[Second]));
        Assert.Equal(["n/old"], (await after.ReadRangeAsync(First, new RangeQuery("", null, 100), Token)).Rows.Select(r => r.Key));
        Assert.Empty((await after.ReadRangeAsync(Second, new RangeQuery("", null, 100), Token)).Rows);
        await GoOnAsync(after);
    }

    [Fact]
    public async Task LoadAsync_ServerUsesTheDatabase_IsRefused()
    {
        var place = await CreateAsync(inPostgres: true);
        await using var store = await place.OpenAsync(Token);
        await store.RenewLeaseAsync("silo-1", TimeSpan.FromMinutes(1), Token);

        var refused = await Assert.ThrowsAsync<BackupException>(async () =>
            await place.Archive.LoadAsync(AsyncEnumerable.Empty<BackupItem>(), new RestoreOptions(Replace: true, Bump), Token));
        Assert.Contains("stop all servers", refused.Message);
        await Assert.ThrowsAsync<BackupException>(async () => await place.Archive.MoveOnAsync(Bump, Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LoadAsync_SourceFails_NothingWasChanged(bool inPostgres)
    {
        var place = await CreateAsync(inPostgres);
        await (await place.OpenAsync(Token)).DisposeAsync();

        await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await place.Archive.LoadAsync(Failing(), new RestoreOptions(Replace: false, Bump), Token));

        await using var after = await place.OpenAsync(Token);
        Assert.Empty(await after.ListCollectionsAsync(Token));

        static async IAsyncEnumerable<BackupItem> Failing()
        {
            yield return new BackupItem.Collection(First, 5);
            yield return new BackupItem.Row("n/a", 5, "x"u8.ToArray());
            await Task.Yield();
            throw new InvalidDataException("damaged");
        }
    }

    private static string Show(StoredRow row) => $"{row.Key}@{row.Revision} {Encoding.UTF8.GetString(row.Body.Span)}";

    // Objects can be changed, deleted and made, and the history from there on is read.
    private static async Task GoOnAsync(IRevisionStore store)
    {
        var owner = await CollectionOwner.OpenAsync(store, First);
        var row = (await store.ReadRangeAsync(First, new RangeQuery("", null, 1), Token)).Rows[0];
        owner.Knows(row.Key, row.Revision);
        var head = owner.Head;
        Assert.Equal(CommitOutcome.Committed, await owner.CommitAsync((row.Key, "changed"), ("n/new", "1"), (row.Key, null)));
        var events = await store.ReadEventsAsync(First, head, long.MaxValue, 10, Token);
        Assert.Equal([head + 1, head + 2, head + 3], events.Events.Select(e => e.Revision));
        Assert.Equal(row.Body.ToArray(), events.Events[0].PreviousBody!.Value.ToArray());
        Assert.Equal(owner.Head, await store.CompactAsync(First, owner.Head, Token));
        Assert.Null(await store.GetAsync(First, row.Key, Token));
        Assert.NotNull(await store.GetAsync(First, "n/new", Token));
    }

    private static async Task WriteAsync(IRevisionStore store, Action done, CancellationToken stop)
    {
        var first = await CollectionOwner.OpenAsync(store, First);
        var second = await CollectionOwner.OpenAsync(store, Second);
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            // Also versions that were replaced and objects that are gone: neither may be in a backup.
            await first.CommitAsync(($"n/{i:D6}", "1"), ($"n/{i:D6}", $"value {i}"), ("n/hot", "x"), ("n/hot", null));
            await second.CommitAsync(($"n/{i:D6}", $"value {i}"));
            done();
        }
    }

    private async Task<StorePlace> CreateAsync(bool inPostgres)
    {
        if (!inPostgres)
        {
            return new StorePlace(_folder.File($"store{Interlocked.Increment(ref _places)}"), null);
        }

        _sources.Add(PostgresDataSources.Create(await postgres.CreateDatabaseAsync()));
        return new StorePlace(null, _sources[^1]);
    }
}
