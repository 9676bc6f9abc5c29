using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Tests.Contracts;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>
/// Every statement's plan is pinned: on empty tables, which is where prepared plans are made, and on full, analysed ones.
/// </summary>
public sealed partial class PlanTests(PostgresServer server)
{
    private const string Fill =
        """
        INSERT INTO version (collection, created, superseded, previous, key, body)
        SELECT 1, n, CASE WHEN n % 3 = 0 THEN n + 1 ELSE 9223372036854775807 END, 0, 'n/' || n, '\x7b7d' FROM generate_series(10, 30000) n;
        UPDATE collection SET head = 30001;
        INSERT INTO collection (cluster, api_group, resource) SELECT 'root', 'g', 'r' || n FROM generate_series(1, 500) n;
        INSERT INTO silo_lease (silo, expires) SELECT 's' || n, now() FROM generate_series(1, 500) n;
        ANALYZE
        """;

    private static readonly CollectionId Pods = new("root", "", "pods");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostgresStatements_EmptyOrLargeTables_UseThePinnedPlans()
    {
        var database = await server.CreateDatabaseAsync();
        var plans = new PlanCollector();
        await using (var source = PostgresDataSources.Create(database))
        {
            await new PostgresRevisionStore(source, TimeProvider.System, NullLogger.Instance).MigrateAsync(Token);
        }

        // Empty and never analysed; analysed while tiny; large.
        foreach (var prepare in new[] { "SELECT 1", "ANALYZE", Fill })
        {
            await ExecuteAsync(database, prepare);
            foreach (var (name, plan) in await PlansAsync(database, plans))
            {
                GoldenPlan.Verify("postgres-" + name, plan);
            }
        }
    }

    [Fact]
    public async Task SqliteStatements_UseThePinnedPlans()
    {
        var text = new StringBuilder();
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(Token);
        foreach (var script in MigrationScript.Load("Sqlite"))
        {
            await using var schema = new SqliteCommand(script.Sql, connection);
            await schema.ExecuteNonQueryAsync(Token);
        }

        var fields = typeof(SqliteStatements).GetFields(BindingFlags.Public | BindingFlags.Static);
        foreach (var field in fields.Where(f => f.FieldType == typeof(string)))
        {
            text.Append(field.Name).Append('\n');
            await using var command = new SqliteCommand("EXPLAIN QUERY PLAN " + (string)field.GetValue(null)!, connection);
            foreach (var parameter in Parameters().Matches(command.CommandText).Select(m => m.Value).Distinct())
            {
                command.Parameters.AddWithValue(parameter, 1);
            }

            await using var reader = await command.ExecuteReaderAsync(Token);
            while (await reader.ReadAsync(Token))
            {
                text.Append("  ").Append(reader.GetString(3)).Append('\n');
            }
        }

        GoldenPlan.Verify("sqlite", text.ToString());
    }

    private static async Task<List<(string Name, string Plan)>> PlansAsync(string database, PlanCollector collector)
    {
        var settings = new NpgsqlConnectionStringBuilder(database) { Options = PlanCollector.Options, Pooling = false };
        await using var source = PostgresDataSources.Create(settings.ToString(), collector);
        var store = new PostgresRevisionStore(source, TimeProvider.System, NullLogger.Instance);
        var plans = new List<(string, string)>();
        foreach (var (name, run) in Scenarios(store, await CollectionOwner.OpenAsync(store, Pods, "probe")))
        {
            collector.Take();
            await run();
            plans.Add((name, collector.Take()));
        }

        return plans;
    }

    private static IEnumerable<(string Name, Func<Task> Run)> Scenarios(PostgresRevisionStore store, CollectionOwner owner)
    {
        var key = $"n/{owner.Head}";
        yield return ("open", () => store.OpenAsync(new CollectionId("root", "", key), "silo-1", Token).AsTask());
        yield return ("commit", () => owner.CommitAsync((key, "1")));
        yield return ("commit-replace", () => owner.CommitAsync((key, "2"), (key + "x", "1")));
        yield return ("get", () => store.GetAsync(Pods, key, Token).AsTask());
        yield return ("current-revision", () => store.CurrentRevisionAsync(Pods, key, Token).AsTask());
        yield return ("range", () => store.ReadRangeAsync(Pods, new RangeQuery("n/", null, 500), Token).AsTask());
        yield return ("range-to", () => store.ReadRangeAsync(Pods, new RangeQuery("n/", "n0", 500), Token).AsTask());
        yield return ("range-as-of", () => store.ReadRangeAsync(Pods, new RangeQuery("n/", null, 500, owner.Head), Token).AsTask());
        yield return ("range-as-of-to", () => store.ReadRangeAsync(Pods, new RangeQuery("n/", "n0", 500, owner.Head), Token).AsTask());
        yield return ("events", () => store.ReadEventsAsync(Pods, owner.Head - 1, owner.Head, 500, Token).AsTask());
        yield return ("versions", () => store.ReadVersionsAsync(Pods, owner.Head - 1, 500, Token).AsTask());
        yield return ("change-bodies", () => store.ChangeBodiesAsync(
            Pods, [new BodyChange(owner.Head, "2"u8.ToArray(), "3"u8.ToArray())], Token).AsTask());
        yield return ("compact", () => store.CompactAsync(Pods, owner.Head, Token).AsTask());
        yield return ("renew-lease", () => store.RenewLeaseAsync("silo-1", TimeSpan.FromMilliseconds(1), Token).AsTask());
        yield return ("open-taken", () => store.OpenAsync(new CollectionId("root", "", key), "silo-2", Token).AsTask());
        yield return ("release-lease", () => store.ReleaseLeaseAsync("silo-1", Token).AsTask());
        yield return ("release", () => store.ReleaseAsync(owner.Collection, Token).AsTask());
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = PostgresDataSources.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    [GeneratedRegex(@"\$\d")]
    private static partial Regex Parameters();
}
