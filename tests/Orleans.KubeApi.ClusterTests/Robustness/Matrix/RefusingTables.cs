using Npgsql;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>
/// A database that fails statements and commits of the store with errors of all kinds that PostgreSQL has for that: serialization
/// failures, deadlocks, lost connections, terminated sessions. In each case nothing of the transaction stays.
/// </summary>
internal sealed class RefusingTables(string connection)
{
    private static readonly string[] _install =
    [
        "CREATE TABLE test_fault (rate float8)",
        "INSERT INTO test_fault VALUES (0)",
        """
        CREATE FUNCTION test_fault() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          kind int := floor(random() * 4);
        BEGIN
          IF random() < (SELECT rate FROM test_fault) THEN
            IF kind = 3 THEN
              PERFORM pg_terminate_backend(pg_backend_pid());
              PERFORM pg_sleep(1);
            END IF;
            RAISE EXCEPTION USING ERRCODE = (ARRAY['40001', '40P01', '08006', '57P01'])[kind + 1], MESSAGE = 'by the test';
          END IF;
          RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER test_fault BEFORE UPDATE ON collection FOR EACH ROW EXECUTE FUNCTION test_fault()",
        """
        CREATE CONSTRAINT TRIGGER test_fault AFTER INSERT ON version DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION test_fault()
        """,
    ];

    public async Task InstallAsync(CancellationToken cancellation)
    {
        foreach (var statement in _install)
        {
            await ExecuteAsync(statement, cancellation);
        }
    }

    /// <summary>The share of transactions that fail, from now on.</summary>
    public Task SetAsync(double rate, CancellationToken cancellation) =>
        ExecuteAsync(FormattableString.Invariant($"UPDATE test_fault SET rate = {rate}"), cancellation);

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var opened = new NpgsqlConnection(connection + ";Pooling=false");
        await opened.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, opened);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
