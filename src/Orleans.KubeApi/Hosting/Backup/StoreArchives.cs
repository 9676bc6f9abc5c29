using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Backup;

namespace Orleans.KubeApi.Hosting.Backup;

/// <summary>Opens the archive of the store that the options name, and turns what goes wrong into errors for the operator.</summary>
internal static class StoreArchives
{
    /// <summary>Runs work on the archive beside servers.</summary>
    public static Task<T> ReadAsync<T>(KubeApiOptions options, Func<IStoreArchive, Task<T>> work) =>
        RunAsync(options, lockFolder: false, (archive, _) => work(archive));

    /// <summary>Runs work that changes the store; its schema is brought to this version first.</summary>
    public static Task<T> ChangeAsync<T>(KubeApiOptions options, Func<IStoreArchive, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(
            options,
            lockFolder: true,
            async (archive, source) =>
            {
                if (source is not null)
                {
                    await using var store = new PostgresRevisionStore(source, TimeProvider.System, NullLogger.Instance);
                    await store.MigrateAsync(cancellationToken);
                }

                return await work(archive);
            });

    private static async Task<T> RunAsync<T>(
        KubeApiOptions options, bool lockFolder, Func<IStoreArchive, NpgsqlDataSource?, Task<T>> work)
    {
        KubeApiOptionsValidator.ThrowIfInvalid(options);
        try
        {
            if (options.IsEmbedded)
            {
                using var folder = lockFolder ? DataFolder.Open(options.DataDirectory) : null;
                return await work(new SqliteArchive(DataFolder.StoreFolderOf(options.DataDirectory)), null);
            }

            await using var source = PostgresDataSources.Create(options.Store);
            return await work(new PostgresArchive(source), source);
        }
        catch (Exception wrong) when (wrong is BackupException or StoreUnavailableException or StoreSchemaException or StoreLockedException
            or NpgsqlException or UnauthorizedAccessException)
        {
            throw new KubeApiOptionsException(wrong.Message, wrong);
        }
    }
}
