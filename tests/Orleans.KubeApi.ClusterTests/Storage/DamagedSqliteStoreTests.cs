using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Backup;
using Orleans.KubeApi.Storage.Encryption;
using Orleans.KubeApi.Tests.Contracts;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>A store's file whose bytes were changed while it was closed (F20): named and refused, never served.</summary>
public sealed class DamagedSqliteStoreTests : IAsyncLifetime
{
    private const int Flips = 250;
    private static readonly CollectionId Pods = new("root", "", "pods");
    private static readonly string[] Keys = ["n/a", "n/b", "n/c"];
    private readonly string _folder = Directory.CreateTempSubdirectory("kubeapi-damaged-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DatabaseFile => Path.Combine(_folder, "kubeapi.db");

    public async ValueTask InitializeAsync()
    {
        await using var store = await OpenAsync();
        var owner = await CollectionOwner.OpenAsync(store, Pods);
        foreach (var key in Keys)
        {
            await owner.CommitAsync((key, "first body of " + key));
            await owner.CommitAsync((key, BodyOf(key)));
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Reads_OneBitOfABodyChanged_NameTheRowAndServeTheOthers()
    {
        FlipIn("body of n/b as it is now");
        await using var store = await OpenAsync();

        var rows = (await store.ReadRangeAsync(Pods, new RangeQuery("", null, 100), Token)).Rows;
        var get = await Assert.ThrowsAsync<UnreadableRowException>(() => store.GetAsync(Pods, "n/b", Token).AsTask());
        await Assert.ThrowsAsync<UnreadableRowException>(() => store.ReadEventsAsync(Pods, 1, 7, 100, Token).AsTask());

        Assert.Contains("/registry/pods/n/b", get.Message, StringComparison.Ordinal);
        Assert.Equal(Keys, rows.Select(row => row.Key));
        Assert.Contains("/registry/pods/n/b", rows[1].Unreadable!, StringComparison.Ordinal);
        Assert.True(rows[1].Body.IsEmpty);
        Assert.Equal([BodyOf("n/a"), BodyOf("n/c")], rows.Where(row => row.Unreadable is null).Select(Text));
        Assert.Equal(BodyOf("n/a"), Text((await store.GetAsync(Pods, "n/a", Token))!));
    }

    [Fact]
    public async Task ReadEventsAsync_PreviousVersionChanged_IsRefused()
    {
        FlipIn("first body of n/b");
        await using var store = await OpenAsync();

        var events = await Assert.ThrowsAsync<UnreadableRowException>(() => store.ReadEventsAsync(Pods, 4, 7, 100, Token).AsTask());

        Assert.Contains("/registry/pods/n/b", events.Message, StringComparison.Ordinal);
        Assert.Equal(BodyOf("n/b"), Text((await store.GetAsync(Pods, "n/b", Token))!));
    }

    [Fact]
    public async Task ReadRangeAsync_IndexPointsNowhere_TheRowIsNamedAndNotLeftOut()
    {
        await ExecuteAsync("UPDATE current_version SET created = 1000 WHERE key = 'n/b'");
        await using var store = await OpenAsync();

        var rows = (await store.ReadRangeAsync(Pods, new RangeQuery("", null, 100), Token)).Rows;

        Assert.Equal(Keys, rows.Select(row => row.Key));
        Assert.Contains("/registry/pods/n/b", rows[1].Unreadable!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrateAsync_IndexOfCurrentVersionsSeemsEmpty_IsRefused()
    {
        var page = await ScalarAsync("SELECT rootpage FROM sqlite_schema WHERE name = 'current_version'");
        var size = await ScalarAsync("PRAGMA page_size");
        var bytes = await File.ReadAllBytesAsync(DatabaseFile, Token);
        bytes[(page - 1) * size + 4] = 0; // the number of entries in the page
        await File.WriteAllBytesAsync(DatabaseFile, bytes, Token);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(OpenAsync);

        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangeBodiesAsync_DamagedRow_IsLeftAsItIs()
    {
        FlipIn("body of n/b as it is now");
        await using var store = await OpenAsync();
        var row = (await store.ReadVersionsAsync(Pods, 1, 100, Token)).Single(version => version.Revision == 5);

        Assert.Equal(0, await store.ChangeBodiesAsync(Pods, [new BodyChange(5, row.Body, "new"u8.ToArray())], Token));
        Assert.Equal(1, await store.ChangeBodiesAsync(
            Pods, [new BodyChange(7, Encoding.UTF8.GetBytes(BodyOf("n/c")), "new"u8.ToArray())], Token));

        Assert.Equal("new", Text((await store.GetAsync(Pods, "n/c", Token))!));
    }

    [Fact]
    public async Task Backup_DamagedRow_IsNamedAndNoBackupIsMade()
    {
        FlipIn("body of n/b as it is now");

        var failed = await Assert.ThrowsAsync<BackupException>(async () =>
        {
            await foreach (var item in new SqliteArchive(_folder).ReadAsync(Token))
            {
                Assert.NotNull(item);
            }
        });

        Assert.Contains("/registry/pods/n/b", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_RowFromBeforeThereWereDigests_IsServed()
    {
        await ExecuteAsync("UPDATE version SET digest = NULL");
        await using var store = await OpenAsync();

        Assert.Equal(BodyOf("n/b"), Text((await store.GetAsync(Pods, "n/b", Token))!));
    }

    [Fact]
    public async Task ReadRangeAsync_AnyBitOfTheFileChanged_TellsTheTruthOrFails()
    {
        var sound = await File.ReadAllBytesAsync(DatabaseFile, Token);
        var random = new Random(20);
        List<string> lies = [];
        for (var flip = 0; flip < Flips; flip++)
        {
            var (at, bit) = (random.Next(sound.Length), random.Next(8));
            var damaged = sound.ToArray();
            damaged[at] ^= (byte)(1 << bit);
            await File.WriteAllBytesAsync(DatabaseFile, damaged, Token);
            if (await ReadOrNullAsync() is { } rows && rows.TrueForAll(row => row.Unreadable is null)
                && !rows.Select(Text).SequenceEqual(Keys.Select(BodyOf)))
            {
                lies.Add($"byte {at} bit {bit}: {string.Join(", ", rows.Select(row => $"{row.Key}={Text(row)}"))}");
            }
        }

        Assert.Empty(lies);
    }

    private static string BodyOf(string key) => $"body of {key} as it is now";

    private static string Text(StoredRow row) => Encoding.UTF8.GetString(row.Body.Span);

    private async Task<SqliteRevisionStore> OpenAsync()
    {
        var store = SqliteRevisionStore.Open(_folder, TimeProvider.System, NullLogger.Instance);
        try
        {
            await store.MigrateAsync(Token);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private async Task<List<StoredRow>?> ReadOrNullAsync()
    {
        try
        {
            await using var store = await OpenAsync();
            return [.. (await store.ReadRangeAsync(Pods, new RangeQuery("", null, 100), Token)).Rows];
        }
        catch (Exception error) when (error is SqliteException or StoreUnavailableException or StoreSchemaException or InvalidCastException)
        {
            return null;
        }
    }

    private void FlipIn(string text)
    {
        var bytes = File.ReadAllBytes(DatabaseFile);
        var at = bytes.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(text));
        Assert.True(at > 0, $"'{text}' isn't in the file.");
        bytes[at + 2] ^= 4;
        File.WriteAllBytes(DatabaseFile, bytes);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new SqliteCommand(sql, connection);
        Assert.True(await command.ExecuteNonQueryAsync(Token) > 0);
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new SqliteCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
