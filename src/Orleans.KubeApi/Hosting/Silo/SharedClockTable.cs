using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Hosting.Silo;

/// <summary>
/// The membership table with its times told by one clock, the database's. Orleans compares what other silos wrote by their clocks with its
/// own: a silo that is ten seconds slow would count as one that shows no sign of life (its vote is worth nothing, and fewer votes evict
/// others), an old vote against a silo would stay fresh for as long as the voter is ahead, and who sees more fresh votes than there may be
/// ends itself. So what is written is moved to the database's time, and what is read is moved to this silo's. A silo may join and stay
/// with any clock; its log says so.
/// </summary>
/// <param name="table">The table as it is.</param>
/// <param name="askAsync">What the database's clock says.</param>
/// <param name="time">This silo's clock.</param>
/// <param name="logger">Is told when the two differ.</param>
internal sealed class SharedClockTable(
    IMembershipTable table,
    Func<CancellationToken, ValueTask<DateTimeOffset>> askAsync,
    TimeProvider time,
    ILogger<SharedClockTable> logger) : IMembershipTable
{
    /// <summary>Differences from here on are worth a line in the log.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    private TimeSpan _told;

    /// <summary>Puts it around the table that was registered.</summary>
    public static void Wrap(IServiceCollection services, Func<CancellationToken, ValueTask<DateTimeOffset>> askAsync)
    {
        var inner = services.Last(static service => !service.IsKeyedService && service.ServiceType == typeof(IMembershipTable));
        services.Remove(inner);
        services.AddSingleton<IMembershipTable>(provider => new SharedClockTable(
            (IMembershipTable)ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!),
            askAsync,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SharedClockTable>>()));
    }

    /// <inheritdoc/>
    public Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default) =>
        table.InitializeMembershipTableAsync(tryInitTableVersion, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default) =>
        table.DeleteMembershipTableEntriesAsync(clusterId, cancellationToken);

    /// <inheritdoc/>
    public async Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default) =>
        await table.CleanupDefunctSiloEntriesAsync(beforeDate + await AheadAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default) =>
        Read(await table.ReadRowAsync(key, cancellationToken), await AheadAsync(cancellationToken));

    /// <inheritdoc/>
    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default) =>
        Read(await table.ReadAllAsync(cancellationToken), await AheadAsync(cancellationToken));

    /// <inheritdoc/>
    public async Task<bool> InsertRowAsync(
        MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        await table.InsertRowAsync(Moved(entry, await AheadAsync(cancellationToken)), tableVersion, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> UpdateRowAsync(
        MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        await table.UpdateRowAsync(Moved(entry, await AheadAsync(cancellationToken)), etag, tableVersion, cancellationToken);

    /// <inheritdoc/>
    public async Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default) =>
        await table.UpdateIAmAliveAsync(Moved(entry, await AheadAsync(cancellationToken)), cancellationToken);

    Task IMembershipTable.InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion);

    Task IMembershipTable.DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId);

    Task IMembershipTable.CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate);

    Task<MembershipTableData> IMembershipTable.ReadRow(SiloAddress key) => ReadRowAsync(key);

    Task<MembershipTableData> IMembershipTable.ReadAll() => ReadAllAsync();

    Task<bool> IMembershipTable.InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion);

    Task<bool> IMembershipTable.UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        UpdateRowAsync(entry, etag, tableVersion);

    Task IMembershipTable.UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry);

    private static MembershipTableData Read(MembershipTableData data, TimeSpan ahead) =>
        new([.. data.Members.Select(row => Tuple.Create(Moved(row.Item1, -ahead), row.Item2))], data.Version);

    // A copy: Orleans goes on with the entry that it gave.
    private static MembershipEntry Moved(MembershipEntry entry, TimeSpan by) => new()
    {
        SiloAddress = entry.SiloAddress,
        Status = entry.Status,
        SuspectTimes = entry.SuspectTimes?.ConvertAll(vote => Tuple.Create(vote.Item1, Moved(vote.Item2, by))),
        ProxyPort = entry.ProxyPort,
        HostName = entry.HostName,
        SiloName = entry.SiloName,
        RoleName = entry.RoleName,
        UpdateZone = entry.UpdateZone,
        FaultZone = entry.FaultZone,
        StartTime = Moved(entry.StartTime, by),
        IAmAliveTime = Moved(entry.IAmAliveTime, by),
    };

    private static DateTime Moved(DateTime time, TimeSpan by) => time == default ? time : time + by;

    /// <summary>By how much the database is ahead of this silo (behind, if negative).</summary>
    private async ValueTask<TimeSpan> AheadAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var answer = await askAsync(cancellationToken);
        var ahead = answer + 0.5 * time.GetElapsedTime(asked) - time.GetUtcNow();
        if ((ahead - _told).Duration() > Tolerance)
        {
            Tell(ahead);
        }

        return ahead;
    }

    // Once for each change, and not at all times.
    private void Tell(TimeSpan ahead)
    {
        _told = ahead;
        if (ahead.Duration() > Tolerance)
        {
            SiloMessages.ClockDiffers(logger, -ahead.TotalSeconds);
        }
        else
        {
            SiloMessages.ClockAgrees(logger);
        }
    }
}
