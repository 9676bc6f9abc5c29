using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Tests.Contracts;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>The shared suite on SQLite, and what only SQLite does.</summary>
public sealed class SqliteRevisionStoreTests : SqliteStoreContract
{
    [Fact]
    public void Open_FolderInUse_SaysSo() =>
        Assert.Throws<StoreLockedException>(() => SqliteRevisionStore.Open(Folder, TimeProvider.System, NullLogger.Instance));

    [Fact]
    public async Task OpenAsync_AfterARestart_DoesNotWaitForTheDeadProcess()
    {
        await Store.RenewLeaseAsync("silo-1", TimeSpan.FromMinutes(5), Token);
        await Store.OpenAsync(Pods, "silo-1", Token);

        await RestartAsync();

        var opened = await Store.OpenAsync(Pods, "silo-2", Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal(2, opened.Epoch);
    }

    [Fact]
    public async Task CommitAsync_AfterDispose_IsUnavailable()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await Store.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => owner.CommitAsync(("n/a", "1")));
        await RestartAsync();
    }

    [Fact]
    public async Task CommitAsync_OneOfMany_ConflictsAlone()
    {
        var owners = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => CollectionOwner.OpenAsync(Store, new CollectionId("root", "", $"r{i}"))));
        owners[3].Knows("n/a", 1);

        var outcomes = await Task.WhenAll(owners.Select(o => o.CommitAsync(("n/a", "x"))));

        Assert.Equal([3], outcomes.Select((o, i) => (o, i)).Where(x => x.o is CommitOutcome.Conflict).Select(x => x.i));
        Assert.Equal(7, outcomes.Count(o => o is CommitOutcome.Committed));
    }

    private protected override IRevisionStore Protect(SqliteRevisionStore store) => store;
}
