using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using System.Text;
using Npgsql;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>
/// A real PostgreSQL of its own: fresh data folder, loopback port, fsync on. One per test assembly (<c>[assembly: AssemblyFixture]</c>);
/// each test takes its own database. Tests that stop or kill it start their own instance.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Loopback = "127.0.0.1";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly string _name = "kubeapi-pg-" + Guid.NewGuid().ToString("N")[..12];
    private readonly string? _binaries = FindBinaries();
    private readonly SemaphoreSlim _creation = new(1);
    private int _databases;

    /// <summary>Where it listens, besides 127.0.0.1.</summary>
    public string Address { get; init; } = Loopback;

    /// <summary>The folder for its own.</summary>
    public string Root { get; init; } = Path.GetTempPath();

    /// <summary>Further settings (<c>name=value</c>).</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Loopback port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The postmaster's process id, 0 when stopped.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Why there is no server, or null: tests call <see cref="SkipIfMissing"/>.</summary>
    public string? Missing =>
        _binaries is null ? "PostgreSQL's initdb and postgres were found neither on PATH nor in /usr/lib/postgresql/*/bin" : null;

    private string Folder => Path.Combine(Root, _name);

    /// <summary>Its data folder, with tables and the write-ahead log.</summary>
    public string Data => Path.Combine(Folder, "data");

    /// <summary>Does nothing: the server starts when the first database is asked for, so that other tests do not pay for it.</summary>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Skips the test where there is no PostgreSQL; fails it on CI, where there must be one.</summary>
    public void SkipIfMissing()
    {
        if (Missing is null)
        {
            return;
        }

        Assert.False(string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.Ordinal), Missing);
        Assert.Skip("NOT TESTED: " + Missing);
    }

    /// <summary>Creates an empty database and returns the connection string to it.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        await EnsureCreatedAsync();
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>The connection string to a database of this server.</summary>
    public string ConnectionString(string database) =>
        $"Host={Address};Port={Port};Database={database};Username=postgres;Timeout=5;Maximum Pool Size=20";

    /// <summary>Writes a dump of a database (pg_dump, custom format) into a folder that the server's user may write to.</summary>
    public async Task<string> DumpAsync(string database)
    {
        var file = Path.Combine(Folder, $"{database}.dump");
        await RunAsync("pg_dump", ["-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "-F", "c", "-Z", "0", "-f", file, database]);
        return file;
    }

    /// <summary>Fills an empty database from a dump (pg_restore).</summary>
    public Task RestoreAsync(string database, string file) =>
        RunAsync("pg_restore", ["-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "-d", database, file]);

    /// <summary>Runs one statement outside any pool.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts the server on the same port and data, and returns when it answers.</summary>
    public async Task StartAsync()
    {
        var addresses = string.Join(',', new[] { Loopback, Address }.Distinct());
        var options = $"-p {Port} -c listen_addresses={addresses} -c unix_socket_directories={Folder} -c fsync=on "
            + string.Concat(Settings.Prepend("max_connections=300").Select(setting => $"-c {setting} "));
        var log = Path.Combine(Folder, "log");
        await RunAsync("pg_ctl", ["-D", Data, "-s", "-w", "-t", $"{StartLimit.TotalSeconds}", "-l", log, "-o", options, "start"]);
        ProcessId = await ReadProcessIdAsync();
    }

    /// <summary>Stops the server: open connections are cut, data is flushed.</summary>
    public async Task StopAsync()
    {
        await RunAsync("pg_ctl", ["-D", Data, "-s", "-w", "-m", "fast", "stop"]);
        ProcessId = 0;
    }

    /// <summary>Kills the server as a crash would (immediate shutdown: no flush, recovery from the log at the next start).</summary>
    public async Task KillAsync()
    {
        await RunAsync("pg_ctl", ["-D", Data, "-s", "-w", "-m", "immediate", "stop"]);
        ProcessId = 0;
    }

    /// <summary>
    /// A standby of this server that has all that was committed so far and follows it: started, on a port of its own.
    /// </summary>
    public async Task<PostgresServer> StartStandbyAsync()
    {
        await EnsureCreatedAsync();
        var standby = new PostgresServer { Address = Address, Settings = Settings };
        await standby.PrepareFolderAsync();
        string[] from = ["-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres"];
        await RunAsync("pg_basebackup", ["-D", standby.Data, .. from, "-R", "-c", "fast", "-X", "stream"]);
        standby.Port = FreePort();
        await standby.StartAsync();
        return standby;
    }

    /// <summary>Makes a standby the primary, and returns when it takes writes.</summary>
    public Task PromoteAsync() => RunAsync("pg_ctl", ["-D", Data, "-s", "-w", "promote"]);

    /// <summary>Stops and starts the server.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (ProcessId != 0)
        {
            await KillAsync();
        }

        _creation.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>kill -9 of the postmaster; returns when its orphans have ended, before which no other can start.</summary>
    public async Task KillPostmasterAsync(CancellationToken cancellation)
    {
        using var postmaster = Process.GetProcessById(ProcessId);
        var orphans = Children();
        Signals.Send(postmaster, Signals.Kill);
        ProcessId = 0;
        await Eventually.HoldsAsync(
            "the orphans of the postmaster end",
            StartLimit,
            _ => Task.FromResult(orphans.TrueForAll(orphan => !Directory.Exists($"/proc/{orphan}"))),
            cancellation);
    }

    /// <summary>Sends a signal to the postmaster and to all of its processes.</summary>
    public void Signal(int signal)
    {
        foreach (var id in Children().Append(ProcessId).Where(id => Directory.Exists($"/proc/{id}")))
        {
            using var process = Process.GetProcessById(id);
            Signals.Send(process, signal);
        }
    }

    /// <summary>Starts it if it has ended by itself, and returns when it answers.</summary>
    public async Task EnsureRunningAsync(CancellationToken cancellation) =>
        await Eventually.HoldsAsync("the database answers", StartLimit, async _ =>
        {
            try
            {
                if (!Directory.Exists($"/proc/{ProcessId}"))
                {
                    await StartAsync();
                }

                await ExecuteAsync("postgres", "SELECT 1");
                return true;
            }
            catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
            {
                return false;
            }
        }, cancellation);

    private List<int> Children() =>
        [.. File.ReadAllText($"/proc/{ProcessId}/task/{ProcessId}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, System.Globalization.CultureInfo.InvariantCulture))];

    private async Task EnsureCreatedAsync()
    {
        SkipIfMissing();
        await _creation.WaitAsync();
        try
        {
            if (Port == 0)
            {
                await InitializeDataAsync();
                Port = FreePort();
                await StartAsync();
            }
        }
        finally
        {
            _creation.Release();
        }
    }

    private async Task PrepareFolderAsync()
    {
        Directory.CreateDirectory(Folder);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["postgres", Folder]);
        }
    }

    private async Task InitializeDataAsync()
    {
        await PrepareFolderAsync();
        await RunAsync("initdb", ["-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]);
        if (Address != Loopback)
        {
            await File.AppendAllTextAsync(Path.Combine(Data, "pg_hba.conf"), $"host all all {Address}/24 trust\n");
        }
    }

    private static string? FindBinaries()
    {
        const string Root = "/usr/lib/postgresql";
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var installed = Directory.Exists(Root)
            ? Directory.GetDirectories(Root).Order(StringComparer.Ordinal).Reverse().Select(d => Path.Combine(d, "bin"))
            : [];
        return path.Concat(installed)
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<int> ReadProcessIdAsync() =>
        int.Parse(
            (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], System.Globalization.CultureInfo.InvariantCulture);

    // PostgreSQL refuses to run as root: there the tools run as its own user.
    private async Task RunAsync(string tool, string[] arguments)
    {
        var file = Path.Combine(_binaries!, tool);
        file = File.Exists(file) ? file : Requirements.FindOnPath(tool) ?? tool; // The server and its tools may lie apart.
        var asPostgres = Environment.IsPrivilegedProcess && tool is not "chown";
        var start = new ProcessStartInfo(asPostgres ? "runuser" : file) { WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in asPostgres ? ["-u", "postgres", "--", file, .. arguments] : arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The server started by pg_ctl inherits the error stream and keeps it open: wait for the process, not for the stream's end.
        start.RedirectStandardOutput = tool is not "pg_ctl";
        start.RedirectStandardError = tool is not "pg_ctl";
        using var process = Process.Start(start)!;
        var error = new StringBuilder();
        if (tool is not "pg_ctl")
        {
            var output = process.StandardOutput.ReadToEndAsync();
            error.Append(await process.StandardError.ReadToEndAsync());
            await output;
        }

        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            var log = Path.Combine(Folder, "log");
            var tail = File.Exists(log) ? await File.ReadAllTextAsync(log) : "";
            throw new InvalidOperationException($"{tool} failed with {process.ExitCode}: {error}{tail}");
        }
    }
}
