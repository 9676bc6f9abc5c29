using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Tests.Contracts;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>The shared suite on SQLite in a folder of the test's own.</summary>
public abstract class SqliteStoreContract : RevisionStoreLifeContract
{
    private protected string Folder { get; } = Directory.CreateTempSubdirectory("kubeapi-sqlite-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>What lies around the store.</summary>
    private protected abstract IRevisionStore Protect(SqliteRevisionStore store);

    private protected override Task<IRevisionStore> CreateAsync() =>
        Task.FromResult(Protect(SqliteRevisionStore.Open(Folder, TimeProvider.System, NullLogger.Instance)));

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
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "kubeapi.db")};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new SqliteCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
