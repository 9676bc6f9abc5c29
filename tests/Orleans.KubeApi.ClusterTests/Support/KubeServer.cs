using System.Diagnostics;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>
/// One real server process: started, probed, killed, frozen, thawed and restarted on the same ports and the same data.
/// Ends whatever it started when disposed.
/// </summary>
internal sealed class KubeServer : IAsyncDisposable
{
    public const string AdminToken = "test-admin-token";
    public const string UserToken = "test-user-token";

    /// <summary>A folder for the logs of all servers, to look into a failure.</summary>
    private const string LogFolderVariable = "KUBEAPI_TEST_LOGS";
    private static readonly TimeSpan _readyDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _exitDeadline = TimeSpan.FromSeconds(30);

    private readonly KubeServerOptions _options;
    private readonly TemporaryFolder _folder = new();
    private readonly int _clientPort;
    private Process? _process;
    private string _lastProbe = "not probed";

    public KubeServer(KubeServerOptions options)
    {
        _options = options;
        DataFolder = options.DataFolder ?? _folder.File("data");
        Directory.CreateDirectory(DataFolder);
        Port = FreePort.Next();
        _folder.Write("tokens.csv", $"{AdminToken},admin,uid-admin,\"system:masters\"\n{UserToken},jane,2,\"developers\"\n" +
            string.Concat(options.MoreTokens.Select(line => line + "\n")));
        _clientPort = options.ClientPort(Port);
        Client = new KubeHttp(Url, AdminToken);
        Dll = options.Dll;
    }

    public string DataFolder { get; }

    public int Port { get; }

    public Uri Url => new($"https://{_options.Address}:{_clientPort}");

    /// <summary>The build that the next start takes; null is the one under test.</summary>
    public string? Dll { get; set; }

    public string Kubeconfig => Path.Combine(DataFolder, "admin.kubeconfig");

    public ProcessLog Log { get; } = new();

    /// <summary>A client of this very process with the rights of system:masters.</summary>
    public KubeHttp Client { get; }

    /// <summary>With which exit codes processes of this server ended that were started anew afterwards.</summary>
    public List<int> Ends { get; } = [];

    public bool IsRunning => _process is { HasExited: false };

    public Process Process => _process ?? throw new InvalidOperationException("The server was never started.");

    /// <summary>Bytes of the process in memory now.</summary>
    public long MemoryBytes
    {
        get
        {
            Process.Refresh();
            return Process.WorkingSet64;
        }
    }

    public static async Task<KubeServer> StartNewAsync(KubeServerOptions options, CancellationToken cancellation)
    {
        var server = new KubeServer(options);
        try
        {
            await server.StartAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the process and waits until <c>/readyz</c> answers ok; returns how long that took.</summary>
    public async Task<TimeSpan> StartAsync(CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        Launch();
        await WaitReadyAsync(cancellation);
        return TimeProvider.System.GetElapsedTime(start);
    }

    public void Launch()
    {
        if (_process is { HasExited: true } former)
        {
            Ends.Add(former.ExitCode);
            former.Dispose();
        }

        _process = ServerBinary.Start(Arguments(), _options.Environment, Log, Dll, _options.Launcher);
    }

    public async Task WaitReadyAsync(CancellationToken cancellation)
    {
        try
        {
            await Eventually.HoldsAsync("readyz answers ok", _readyDeadline, IsReadyOrDeadAsync, cancellation);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}, but {_lastProbe}; last output:\n{Log.Tail()}");
        }
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(2));
            var answer = await Client.GetAsync("/readyz", limit.Token);
            _lastProbe = $"{answer.Code} {answer.Text}";
            return answer.Code == 200;
        }
        catch (Exception error) when (KubeHttp.IsConnectionLoss(error) && !cancellation.IsCancellationRequested)
        {
            _lastProbe = error.Message;
            return false;
        }
    }

    /// <summary>kill -9, and waits until the process is gone.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        Signals.Send(Process, Signals.Kill);
        await Process.WaitForExitAsync(cancellation);
    }

    public void Freeze() => Signals.Send(Process, Signals.Stop);

    public void Thaw() => Signals.Send(Process, Signals.Continue);

    /// <summary>Asks the process to stop as a person (SIGINT) or an init system (SIGTERM) would; returns its exit code.</summary>
    public async Task<int> StopAsync(int signal, CancellationToken cancellation)
    {
        Signals.Send(Process, signal);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_exitDeadline);
        await Process.WaitForExitAsync(limit.Token);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_process is { HasExited: false })
        {
            Signals.Send(_process, Signals.Kill);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process?.Dispose();
        if (Environment.GetEnvironmentVariable(LogFolderVariable) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, $"server-{Port}.log"), Log.Tail(int.MaxValue), CancellationToken.None);
        }

        _folder.Dispose();
    }

    private async Task<bool> IsReadyOrDeadAsync(CancellationToken cancellation)
    {
        Assert.True(IsRunning, $"The server ended with {(IsRunning ? 0 : Process.ExitCode)} before it was ready:\n{Log.Tail()}");
        return await IsReadyAsync(cancellation);
    }

    private List<string> Arguments()
    {
        List<string> arguments =
        [
            "serve",
            "--data-dir", DataFolder,
            "--bind-address", _options.Address,
            "--silo-address", _options.Address,
            "--secure-port", Port.ToString(),
            "--token-auth-file", _folder.File("tokens.csv"),
        ];
        if (_options.Store is { } store)
        {
            arguments.AddRange(["--store", store]);
        }

        if (_options.ClusterId is { } cluster)
        {
            arguments.AddRange(["--cluster-id", cluster]);
        }

        arguments.AddRange(_options.MoreArguments);
        return arguments;
    }
}
