using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Backup;

namespace Orleans.KubeApi.ClusterTests.Backup;

/// <summary>Where a store lies: a folder, or a database.</summary>
internal sealed class StorePlace(string? folder, NpgsqlDataSource? source)
{
    public IStoreArchive Archive { get; } = folder is null ? new PostgresArchive(source!) : new SqliteArchive(folder);

    public async Task<IRevisionStore> OpenAsync(CancellationToken cancellation)
    {
        IRevisionStore store = folder is null
            ? new PostgresRevisionStore(source!, TimeProvider.System, NullLogger.Instance)
            : SqliteRevisionStore.Open(folder, TimeProvider.System, NullLogger.Instance);
        await store.MigrateAsync(cancellation);
        return store;
    }
}
