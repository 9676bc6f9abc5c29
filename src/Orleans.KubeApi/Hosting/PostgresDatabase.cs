using Npgsql;

namespace Orleans.KubeApi.Hosting;

/// <summary>The one pool of PostgreSQL connections of a server: our store and Orleans' tables share it.</summary>
internal static class PostgresDatabase
{
    // What the operator writes comes later in the string and wins. Prepared statements save a parse per commit; the timeouts make a
    // database that hangs an error instead of a hanging server.
    private const string Defaults =
        "Application Name=kubeapi;Max Auto Prepare=64;Auto Prepare Min Usages=2;Maximum Pool Size=32;Timeout=5;Command Timeout=10;"
        + "Cancellation Timeout=1000;Keepalive=15;Tcp Keepalive=true;";

    /// <summary>Creates the pool; connects to nobody yet. With several hosts only the primary is used.</summary>
    public static NpgsqlDataSource Create(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(Defaults + connectionString);
        return builder.ConnectionStringBuilder.Host is { } host && host.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }
}
