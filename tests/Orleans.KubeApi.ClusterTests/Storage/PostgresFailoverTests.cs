using Npgsql;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Storage;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>Which of two servers that both take themselves for the primary is believed.</summary>
public sealed class PostgresFailoverTests
{
    [Fact]
    public async Task OpenConnection_FormerPrimaryComesBackAfterPromotion_OnlyThePromotedOneIsUsed()
    {
        var token = TestContext.Current.CancellationToken;
        await using var first = new PostgresServer();
        var store = new NpgsqlConnectionStringBuilder(await first.CreateDatabaseAsync()) { Pooling = false };
        await using var second = await first.StartStandbyAsync();
        store.Host = $"127.0.0.1:{first.Port},127.0.0.1:{second.Port}";
        await using var source = PostgresDataSources.Create(store.ToString());
        Assert.Equal(first.Port, await PortAsync(source, token));

        await first.KillAsync();
        await second.PromoteAsync();
        Assert.Equal(second.Port, await PortAsync(source, token));

        await first.StartAsync();
        Assert.Equal(second.Port, await PortAsync(source, token));
        await using var newcomer = PostgresDataSources.Create(store.ToString());
        Assert.Equal(second.Port, await PortAsync(newcomer, token));

        await second.KillAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => PortAsync(source, token));
        await Assert.ThrowsAnyAsync<Exception>(() => PortAsync(newcomer, token));

        // Nothing that can still be reached knows of the promotion.
        await using var latecomer = PostgresDataSources.Create(store.ToString());
        Assert.Equal(first.Port, await PortAsync(latecomer, token));
    }

    private static async Task<int> PortAsync(NpgsqlDataSource source, CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        await using var command = new NpgsqlCommand("SELECT inet_server_port()", connection);
        return (int)(await command.ExecuteScalarAsync(token))!;
    }
}
