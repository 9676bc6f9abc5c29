using Microsoft.Extensions.Logging;
using Npgsql;

namespace Orleans.KubeApi.Storage;

/// <summary>
/// Builds the one <see cref="NpgsqlDataSource"/> that the store and Orleans share, with what both need: prepared statements, the primary
/// only, and planner settings that keep to the indexes. Plans are made when the tables may be empty and must be right for a million rows.
/// </summary>
internal static class PostgresDataSources
{
    private const string Options =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off "
        + "-c enable_bitmapscan=off -c enable_memoize=off -c jit=off";

    /// <summary>Several hosts in the connection string are tried until one is the primary. Opens no connection yet.</summary>
    public static NpgsqlDataSource Create(string connectionString, ILoggerFactory? loggers = null)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.Options = string.IsNullOrEmpty(settings.Options) ? Options : Options + " " + settings.Options;
        settings.ApplicationName ??= "kubeapi";
        settings.CommandTimeout = 10;
        settings.MaxAutoPrepare = Math.Max(settings.MaxAutoPrepare, 60);
        settings.AutoPrepareMinUsages = 2;

        // Of several hosts: how long one counts as a standby or as gone, and so how long a promotion can go unnoticed.
        settings.HostRecheckSeconds = Math.Min(settings.HostRecheckSeconds, 2);
        if (loggers is not null)
        {
            builder.UseLoggerFactory(loggers);
        }

        var timeline = new PrimaryTimeline(settings);

        // Everybody opens asynchronously; Npgsql wants the other way, too.
        builder.UsePhysicalConnectionInitializer(
            c => RequirePrimaryAsync(c, timeline).GetAwaiter().GetResult(), c => RequirePrimaryAsync(c, timeline));
        return settings.Host?.Contains(',', StringComparison.Ordinal) == true
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.ReadWrite)
            : builder.Build();
    }

    /// <summary>What the database's clock says.</summary>
    public static async ValueTask<DateTimeOffset> ReadClockAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(PostgresStatements.Clock);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    // A replica may show commits in another order than the primary made them visible: never read from one.
    private static async Task RequirePrimaryAsync(NpgsqlConnection connection, PrimaryTimeline timeline)
    {
        await using (var command = new NpgsqlCommand(PostgresStatements.Ping, connection))
        {
            if ((bool)(await command.ExecuteScalarAsync())!)
            {
                throw new StoreUnavailableException("the database server is a standby or read-only; the primary is needed");
            }
        }

        await timeline.CheckAsync(connection);
    }
}
