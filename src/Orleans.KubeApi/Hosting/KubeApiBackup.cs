using System.Globalization;
using Orleans.KubeApi.Hosting.Backup;
using Orleans.KubeApi.Storage.Backup;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// Backup and restore of a store. A backup is one moment of the whole store, taken beside running servers; it can be restored into either
/// kind of store. Encrypted rows stay encrypted: whoever restores needs the same encryption configuration to serve them.
/// </summary>
public static class KubeApiBackup
{
    /// <summary>
    /// How far revisions move on at a restore if nothing else is said: more than any server has written since the backup.
    /// </summary>
    public const long DefaultRevisionBump = 1_000_000_000;

    /// <summary>Writes the store into a new file. Returns, in a sentence, what is in it.</summary>
    /// <exception cref="KubeApiOptionsException">The options are wrong, there is no store, or the file exists.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static Task<string> WriteAsync(KubeApiOptions options, string file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StoreArchives.ReadAsync(options, async archive =>
        {
            var totals = await BackupWriter.WriteAsync(file, archive.ReadAsync(cancellationToken), cancellationToken);
            return string.Create(CultureInfo.InvariantCulture, $"{Counts(totals)} were written to {file}.");
        });
    }

    /// <summary>
    /// Loads a file into an empty store, or in the place of what a store holds. All servers must be stopped. Clients of before find their
    /// revisions expired and list anew.
    /// </summary>
    /// <param name="options">Names the store.</param>
    /// <param name="file">The backup.</param>
    /// <param name="replace">Whether the store may hold something, which is lost then.</param>
    /// <param name="revisionBump">How far revisions move on beyond those in the backup and in the store.</param>
    /// <param name="cancellationToken">Stops; the store is then as before.</param>
    /// <exception cref="KubeApiOptionsException">
    /// The options are wrong, the file is damaged, a server uses the store, or it isn't empty.
    /// </exception>
    public static Task<string> RestoreAsync(
        KubeApiOptions options, string file, bool replace = false, long revisionBump = DefaultRevisionBump,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(revisionBump, 1);
        return StoreArchives.ChangeAsync(
            options,
            async archive =>
            {
                using var reader = BackupReader.Open(file);
                var totals = default(BackupTotals);
                await archive.LoadAsync(CountAsync(reader), new RestoreOptions(replace, revisionBump), cancellationToken);
                return $"{Counts(totals)} were restored; clients will list anew.";

                async IAsyncEnumerable<BackupItem> CountAsync(BackupReader items)
                {
                    await foreach (var item in items.ReadAsync(cancellationToken))
                    {
                        totals = totals.With(item);
                        yield return item;
                    }
                }
            },
            cancellationToken);
    }

    /// <summary>
    /// To be called once, before any server starts, when the database was restored by its own tools (pg_restore, a copied file): moves
    /// revisions on, as <see cref="RestoreAsync"/> does.
    /// </summary>
    /// <exception cref="KubeApiOptionsException">The options are wrong, or a server uses the store.</exception>
    public static Task<string> MoveOnAsync(
        KubeApiOptions options, long revisionBump = DefaultRevisionBump, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(revisionBump, 1);
        return StoreArchives.ChangeAsync(
            options,
            async archive =>
            {
                await archive.MoveOnAsync(revisionBump, cancellationToken);
                return "All revisions were moved on; clients will list anew.";
            },
            cancellationToken);
    }

    private static string Counts(BackupTotals totals) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{totals.Rows} objects of {totals.Collections} collections ({totals.BodyBytes} bytes)");
}
