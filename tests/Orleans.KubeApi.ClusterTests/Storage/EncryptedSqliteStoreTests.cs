using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Encryption;
using Orleans.KubeApi.Tests.Contracts;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>Encryption keeps every promise of the store: the shared suite on an encrypted SQLite.</summary>
public sealed class EncryptedSqliteStoreTests : RevisionStoreLifeContract
{
    private static readonly EncryptionPlan Plan = EncryptionPlan.Build(
        new EncryptionSettings(
            [new ResourceEncryption(["*.*"], [new ProviderSettings("secretbox", [new NamedKey("key1", new byte[32])])])]),
        _ => throw new InvalidOperationException());

    private readonly string _folder = Directory.CreateTempSubdirectory("kubeapi-encrypted-").FullName;

    [Fact]
    public async Task ReadVersionsAsync_EveryVersion_IsStoredEncrypted()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/a", "2"), ("n/b", "1"), ("n/b", null));

        var versions = await Store.ReadVersionsAsync(Pods, 0, 100, Token);

        Assert.Equal([2L, 3, 4, 5], versions.Select(v => v.Revision));
        Assert.All(versions, v => Assert.StartsWith("k8s:enc:secretbox:v1:key1:", Text(v.Body)));
    }

    [Fact]
    public async Task ReadRangeAsync_WithoutTheKey_MarksTheRowsAndThrowsForOneOrForHistory()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"));
        var bare = new ProtectedRevisionStore(((ProtectedRevisionStore)Store).Inner, () => EncryptionPlan.None);

        var row = Assert.Single((await bare.ReadRangeAsync(Pods, new RangeQuery("", null, 10), Token)).Rows);

        Assert.Equal(0, row.Body.Length);
        Assert.StartsWith("unable to transform key \"/registry/pods/n/a\": ", row.Unreadable);
        await Assert.ThrowsAsync<UnreadableRowException>(async () => await bare.GetAsync(Pods, "n/a", Token));
        await Assert.ThrowsAsync<UnreadableRowException>(async () => await bare.ReadEventsAsync(Pods, 1, 2, 10, Token));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private protected override Task<IRevisionStore> CreateAsync() => Task.FromResult<IRevisionStore>(
        new ProtectedRevisionStore(SqliteRevisionStore.Open(_folder, TimeProvider.System, NullLogger.Instance), () => Plan));

    private protected override async Task<IRevisionStore> ReopenAsync()
    {
        await Store.DisposeAsync();
        return await CreateAsync();
    }

    private protected override Task<long> CountVersionsAsync() => ScalarAsync("SELECT count(*) FROM version");

    private protected override Task RecordMigrationAsync(int number) =>
        ScalarAsync($"INSERT INTO schema_migration (number, name, digest) VALUES ({number}, 'future', '') RETURNING number");

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "kubeapi.db")};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new SqliteCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
