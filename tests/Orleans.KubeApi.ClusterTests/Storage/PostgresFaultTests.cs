using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Tests.Contracts;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>Connections lost around a commit: the store says what became of it, and it stays true (I5); errors that PostgreSQL wants
/// repeated (F27).</summary>
public sealed class PostgresFaultTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly CollectionId Pods = new("root", "", "pods");
    private NpgsqlDataSource _source = null!;
    private NpgsqlDataSource _direct = null!;
    private FaultProxy _proxy = null!;
    private PostgresRevisionStore _store = null!;
    private CollectionOwner _owner = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var direct = await server.CreateDatabaseAsync();
        _proxy = new FaultProxy(server.Port);
        _direct = PostgresDataSources.Create(direct);
        _source = PostgresDataSources.Create(new NpgsqlConnectionStringBuilder(direct) { Port = _proxy.Port }.ToString());
        _store = new PostgresRevisionStore(_source, new ImpatientTime(), NullLogger.Instance);
        await _store.MigrateAsync(Token);
        _owner = await CollectionOwner.OpenAsync(_store, Pods);
        for (var i = 0; i < 3; i++)
        {
            await _owner.CommitAsync(("n/first" + i, "1"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _direct.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task CommitAsync_AnswerLostAfterTheCommit_IsCommitted()
    {
        _proxy.Arm(FaultProxy.Fault.DropAnswer);

        Assert.Equal(CommitOutcome.Committed, await _owner.CommitAsync(("n/a", "1"), ("n/first0", "2")));

        Assert.Equal(6, await _store.CurrentRevisionAsync(Pods, "n/first0", Token));
        Assert.Equal(CommitOutcome.Committed, await _owner.CommitAsync(("n/a", "2")));
    }

    [Fact]
    public async Task CommitAsync_RequestDelayedInTheNetwork_IsFencedAndCannotHappenLater()
    {
        _proxy.Arm(FaultProxy.Fault.HoldRequest);

        Assert.Equal(CommitOutcome.Fenced, await _owner.CommitAsync(("n/a", "1")));
        await _proxy.DeliverHeldAsync();

        Assert.Null(await _store.CurrentRevisionAsync(Pods, "n/a", Token));
        Assert.Equal(4, (await _store.ListCollectionsAsync(Token))[0].Head);
        Assert.Equal(CommitOutcome.Fenced, await _owner.CommitAsync(("n/a", "1")));
        var next = await CollectionOwner.OpenAsync(_store, Pods);
        Assert.Equal(CommitOutcome.Committed, await next.CommitAsync(("n/a", "1")));
    }

    [Fact]
    public async Task CommitAsync_DatabaseUnreachableAfterwards_IsUnknownNeverFailed()
    {
        _proxy.Arm(FaultProxy.Fault.DropAnswer);
        _store.Committer.AfterSend = _ => _proxy.RefuseConnections = true;

        await Assert.ThrowsAsync<UnknownOutcomeException>(() => _owner.CommitAsync(("n/a", "1")));
        _proxy.RefuseConnections = false;

        Assert.Equal(5, await _store.CurrentRevisionAsync(Pods, "n/a", Token));
    }

    [Fact]
    public async Task CommitAsync_AnotherOwnerWentOnMeanwhile_OursIsStillFound()
    {
        var rival = new PostgresRevisionStore(_direct, TimeProvider.System, NullLogger.Instance);
        var batch = _owner.Batch(("n/a", "ours"));
        Assert.Equal(CommitOutcome.Committed, await _store.CommitAsync(_owner.Collection, batch, Token));
        var next = await CollectionOwner.OpenAsync(rival, Pods);
        await next.CommitAsync(("n/b", "theirs"));

        // The same request again, its answer lost: exactly these rows are there, so it counts as done.
        _proxy.Arm(FaultProxy.Fault.DropAnswer);
        Assert.Equal(CommitOutcome.Committed, await _store.CommitAsync(_owner.Collection, batch, Token));

        _proxy.Arm(FaultProxy.Fault.DropAnswer);
        Assert.Equal(CommitOutcome.Fenced, await _store.CommitAsync(_owner.Collection, _owner.Batch(("n/a", "other")), Token));
    }

    [Fact]
    public async Task CommitAsync_BackendTerminatedWhileItWaits_IsFencedAndNothingIsWritten()
    {
        await using var blocker = await _direct.OpenConnectionAsync(Token);
        var transaction = await blocker.BeginTransactionAsync(Token);
        await using (var hold = new NpgsqlCommand("SELECT FROM collection FOR UPDATE", blocker))
        {
            await hold.ExecuteNonQueryAsync(Token);
        }

        var backend = 0;
        _store.Committer.AfterSend = c => backend = c.ProcessID;
        var commit = _owner.CommitAsync(("n/a", "1"));
        await using (var kill = _direct.CreateCommand($"SELECT pg_terminate_backend({backend}, 10000)"))
        {
            Assert.Equal(true, await kill.ExecuteScalarAsync(Token));
        }

        await transaction.RollbackAsync(Token);

        Assert.Equal(CommitOutcome.Fenced, await commit);
        Assert.Null(await _store.CurrentRevisionAsync(Pods, "n/a", Token));
    }

    [Fact]
    public async Task CommitAsync_PoolerSaysAfterTheCommitThatTheServerIsGone_IsCommitted()
    {
        _proxy.Arm(FaultProxy.Fault.FalseAnswer);

        Assert.Equal(CommitOutcome.Committed, await _owner.CommitAsync(("n/a", "1")));

        Assert.Equal(5, await _store.CurrentRevisionAsync(Pods, "n/a", Token));
    }

    [Theory]
    [InlineData("40001", true)]
    [InlineData("40P01", true)]
    [InlineData("40001", false)]
    [InlineData("40P01", false)]
    public async Task CommitAsync_RolledBackForAnother_IsRepeatedAndDoneOnce(string state, bool atTheEnd)
    {
        await RollBackAsync(state, times: 2, atTheEnd);

        Assert.Equal(CommitOutcome.Committed, await _owner.CommitAsync(("n/a", "1"), ("n/first0", "2")));

        Assert.Equal(6, await _store.CurrentRevisionAsync(Pods, "n/first0", Token));
        Assert.Equal(6, (await _store.ListCollectionsAsync(Token))[0].Head);
    }

    [Fact]
    public async Task CommitAsync_RolledBackAgainAndAgain_IsUnavailableAndNothingIsWritten()
    {
        await RollBackAsync("40001", times: 3, atTheEnd: false);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _owner.CommitAsync(("n/a", "1")));

        Assert.Null(await _store.CurrentRevisionAsync(Pods, "n/a", Token));
        Assert.Equal(CommitOutcome.Committed, await _owner.CommitAsync(("n/a", "1")));
    }

    [Fact]
    public async Task CompactAsync_RolledBackForAnother_IsRepeated()
    {
        await RollBackAsync("40001", times: 2, atTheEnd: false);

        Assert.Equal(4, await _store.CompactAsync(Pods, 4, Token));
    }

    [Fact]
    public async Task EveryMethod_DatabaseGone_IsUnavailable()
    {
        _proxy.RefuseConnections = true;
        _source.Clear();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _owner.CommitAsync(("n/a", "1")));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.GetAsync(Pods, "n/a", Token).AsTask());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.OpenAsync(Pods, "silo-1", Token).AsTask());
        var lease = TimeSpan.FromSeconds(2);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.RenewLeaseAsync("silo-1", lease, Token).AsTask());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.PingAsync(Token).AsTask());
    }

    [Fact]
    public async Task EveryMethod_ServerRestarted_GoesOnWithEverythingCommitted()
    {
        await using var own = new PostgresServer();
        await using var source = PostgresDataSources.Create(await own.CreateDatabaseAsync());
        var store = new PostgresRevisionStore(source, TimeProvider.System, NullLogger.Instance);
        await store.MigrateAsync(Token);
        var owner = await CollectionOwner.OpenAsync(store, Pods);
        Assert.Equal(CommitOutcome.Committed, await owner.CommitAsync(("n/a", "1")));

        await own.KillAsync();
        await own.StartAsync();

        Assert.Equal(2, await store.CurrentRevisionAsync(Pods, "n/a", Token));
        Assert.Equal(CommitOutcome.Committed, await owner.CommitAsync(("n/a", "2")));
    }

    /// <summary>The database fails the next transactions that write to the collection, in the statement or in its commit.</summary>
    private async Task RollBackAsync(string state, int times, bool atTheEnd)
    {
        // A sequence isn't rolled back with them.
        var (kind, when) = atTheEnd
            ? ("CONSTRAINT TRIGGER", "AFTER UPDATE ON collection DEFERRABLE INITIALLY DEFERRED")
            : ("TRIGGER", "BEFORE UPDATE ON collection");
        await using var setup = _direct.CreateCommand(
            $"""
            CREATE SEQUENCE fault;
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF nextval('fault') <= {times} THEN RAISE EXCEPTION USING ERRCODE = '{state}'; END IF;
              RETURN NEW;
            END $$;
            CREATE {kind} fault {when} FOR EACH ROW EXECUTE FUNCTION fault()
            """);
        await setup.ExecuteNonQueryAsync(Token);
    }

    /// <summary>Waits end at once: the number of attempts is tested, not the pauses between them.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
