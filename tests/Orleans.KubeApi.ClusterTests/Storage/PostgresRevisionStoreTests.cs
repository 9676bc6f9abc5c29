using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Tests.Contracts;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>The shared suite on PostgreSQL.</summary>
public sealed class PostgresRevisionStoreTests(PostgresServer server) : RevisionStoreLifeContract
{
    private NpgsqlDataSource? _source;

    [Fact]
    public async Task MigrateAsync_ManySilosAtOnce_AppliesEachStepOnce()
    {
        var database = await server.CreateDatabaseAsync();
        await using var source = PostgresDataSources.Create(database);
        var stores = Enumerable.Range(0, 5)
            .Select(_ => new PostgresRevisionStore(source, TimeProvider.System, NullLogger.Instance)).ToArray();

        await Task.WhenAll(stores.Select(s => s.MigrateAsync(Token).AsTask()));

        await stores[0].OpenAsync(Pods, "silo-1", Token);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }
    }

    private protected override async Task<IRevisionStore> CreateAsync()
    {
        _source = PostgresDataSources.Create(await server.CreateDatabaseAsync());
        return new PostgresRevisionStore(_source, TimeProvider.System, NullLogger.Instance);
    }

    private protected override Task<IRevisionStore> ReopenAsync() =>
        Task.FromResult<IRevisionStore>(new PostgresRevisionStore(_source!, TimeProvider.System, NullLogger.Instance));

    private protected override async Task<long> CountVersionsAsync() =>
        (long)(await _source!.CreateCommand("SELECT count(*) FROM version").ExecuteScalarAsync(Token))!;

    private protected override async Task RecordMigrationAsync(int number) =>
        await _source!.CreateCommand($"INSERT INTO schema_migration (number, name, digest) VALUES ({number}, 'future', '')")
            .ExecuteNonQueryAsync(Token);
}
