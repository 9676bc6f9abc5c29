using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Orleans.KubeApi.Hosting.Measuring;

/// <summary>
/// The size of the store. Whoever asks gets what is known; a database is asked at most every half minute, beside the request, and a failure
/// leaves the last figure.
/// </summary>
internal sealed class StoreSize(KubeApiOptions options, IServiceProvider services, TimeProvider time)
{
    private const string Query = "SELECT pg_database_size(current_database())";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private long _bytes = -1;
    private long _asked;
    private int _asking;

    /// <summary>Bytes; null while nothing is known.</summary>
    public long? Bytes
    {
        get
        {
            if (options.IsEmbedded)
            {
                return FolderBytes(services.GetRequiredService<DataFolder>().StoreFolder);
            }

            if ((_asked == 0 || time.GetElapsedTime(_asked) > Every) && Interlocked.Exchange(ref _asking, 1) == 0)
            {
                _ = Task.Run(AskAsync);
            }

            return Volatile.Read(ref _bytes) is >= 0 and var bytes ? bytes : null;
        }
    }

    private static long FolderBytes(string folder) => new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length);

    private async Task AskAsync()
    {
        try
        {
            await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(Query);
            Volatile.Write(ref _bytes, await command.ExecuteScalarAsync() is long bytes ? bytes : -1);
        }
        catch (Exception)
        {
            // The last figure stays; that the database can't be reached shows in other metrics.
        }
        finally
        {
            _asked = time.GetTimestamp();
            Volatile.Write(ref _asking, 0);
        }
    }
}
