using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Hosting.Silo;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

/// <summary>Silos whose clocks differ share a membership table (F14).</summary>
public sealed class SharedClockTableTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SiloAddress Voter = SiloAddress.New(IPAddress.Loopback, 1, 1);
    private static readonly SiloAddress Suspect = SiloAddress.New(IPAddress.Loopback, 2, 1);
    private readonly FakeTimeProvider _database = new(Noon);
    private readonly Rows _rows = new();
    private readonly Lines _lines = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_ByAnySilo_IsInTheDatabasesTime()
    {
        var slow = Silo(TimeSpan.FromHours(-1));

        await slow.Table.InsertRowAsync(Entry(slow.Now), new TableVersion(1, "1"), Token);
        Assert.Equal(Noon.UtcDateTime, _rows.Entry!.IAmAliveTime);
        Assert.Equal(Noon.UtcDateTime, _rows.Entry.StartTime);
        Assert.Equal(Noon.UtcDateTime, _rows.Entry.SuspectTimes!.Single().Item2);

        _database.Advance(TimeSpan.FromSeconds(10));
        slow.Clock.Advance(TimeSpan.FromSeconds(10));
        await slow.Table.UpdateIAmAliveAsync(new MembershipEntry { SiloAddress = Suspect, IAmAliveTime = slow.Now }, Token);
        Assert.Equal(Noon.UtcDateTime.AddSeconds(10), _rows.Entry.IAmAliveTime);
    }

    [Fact]
    public async Task Read_WhatAnotherSiloWroteByItsClock_IsAsOldAsItIs()
    {
        var (slow, fast) = (Silo(TimeSpan.FromHours(-1)), Silo(TimeSpan.FromHours(1)));
        await slow.Table.InsertRowAsync(Entry(slow.Now), new TableVersion(1, "1"), Token);
        _database.Advance(TimeSpan.FromSeconds(10));
        fast.Clock.Advance(TimeSpan.FromSeconds(10));

        foreach (var data in new[] { await fast.Table.ReadAllAsync(Token), await fast.Table.ReadRowAsync(Suspect, Token) })
        {
            var read = data.Members.Single().Item1;
            Assert.Equal(TimeSpan.FromSeconds(10), fast.Now - read.IAmAliveTime);
            Assert.Equal(TimeSpan.FromSeconds(10), fast.Now - read.SuspectTimes!.Single().Item2);
            Assert.Equal(SiloStatus.Active, read.Status);
            Assert.Equal(Suspect, read.SiloAddress);
        }
    }

    [Fact]
    public async Task Write_Entry_LeavesTheCallersAlone()
    {
        var slow = Silo(TimeSpan.FromHours(-1));
        var entry = Entry(slow.Now);

        await slow.Table.UpdateRowAsync(entry, "1", new TableVersion(2, "2"), Token);
        Assert.Equal(slow.Now, entry.IAmAliveTime);
        Assert.Equal(slow.Now, entry.SuspectTimes!.Single().Item2);
    }

    [Fact]
    public async Task Cleanup_BeforeADateOfThisSilo_IsBeforeThatOfTheDatabase()
    {
        var fast = Silo(TimeSpan.FromHours(1));

        await fast.Table.CleanupDefunctSiloEntriesAsync(fast.Clock.GetUtcNow().AddDays(-7), Token);
        Assert.Equal(Noon.AddDays(-7), _rows.CleanedBefore);
    }

    [Fact]
    public async Task Log_ClockThatDiffers_TellsOnceAndWhenItAgreesAgain()
    {
        var slow = Silo(TimeSpan.FromHours(-1));
        await slow.Table.ReadAllAsync(Token);
        await slow.Table.ReadAllAsync(Token);
        Assert.Contains("-3600 s", Assert.Single(_lines.All), StringComparison.Ordinal);

        slow.Clock.Advance(TimeSpan.FromHours(1));
        await slow.Table.ReadAllAsync(Token);
        await slow.Table.ReadAllAsync(Token);
        Assert.Equal(2, _lines.All.Count);
    }

    private static MembershipEntry Entry(DateTime now) => new()
    {
        SiloAddress = Suspect, Status = SiloStatus.Active, StartTime = now, IAmAliveTime = now, SuspectTimes = [Tuple.Create(Voter, now)],
    };

    private Member Silo(TimeSpan ahead)
    {
        var clock = new FakeTimeProvider(_database.GetUtcNow() + ahead);
        return new Member(new SharedClockTable(_rows, _ => new(_database.GetUtcNow()), clock, _lines), clock);
    }

    private sealed record Member(SharedClockTable Table, FakeTimeProvider Clock)
    {
        public DateTime Now => Clock.GetUtcNow().UtcDateTime;
    }

    private sealed class Lines : ILogger<SharedClockTable>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }

    /// <summary>A table of one row.</summary>
    private sealed class Rows : IMembershipTable
    {
        public MembershipEntry? Entry { get; private set; }

        public DateTimeOffset CleanedBefore { get; private set; }

        public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

        public Task DeleteMembershipTableEntries(string clusterId) => Task.CompletedTask;

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
        {
            CleanedBefore = beforeDate;
            return Task.CompletedTask;
        }

        public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadAll();

        public Task<MembershipTableData> ReadAll() => Task.FromResult(new MembershipTableData(
            Entry is null ? [] : [Tuple.Create(Entry, "1")], new TableVersion(1, "1")));

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => UpdateRow(entry, "", tableVersion);

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
        {
            Entry = entry;
            return Task.FromResult(true);
        }

        public Task UpdateIAmAlive(MembershipEntry entry)
        {
            Entry!.IAmAliveTime = entry.IAmAliveTime;
            return Task.CompletedTask;
        }
    }
}
