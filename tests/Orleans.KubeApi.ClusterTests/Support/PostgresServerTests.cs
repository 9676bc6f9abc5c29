using Npgsql;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>The fixture itself must do what the fault tests rely on.</summary>
public sealed class PostgresServerTests
{
    [Fact]
    public async Task KillAsync_AfterACommit_KeepsTheRowOverTheRestart()
    {
        await using var server = new PostgresServer();
        var database = await server.CreateDatabaseAsync();
        await server.ExecuteAsync("test1", "CREATE TABLE t AS SELECT 1 AS n");

        await server.KillAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => server.ExecuteAsync("test1", "SELECT 1"));
        await server.StartAsync();

        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT n FROM t", connection);
        Assert.Equal(1, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
