using System.Diagnostics;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>
/// The server as the build left it: the sibling project's output of the same configuration and framework; or, to test a published one, the
/// dll that the variable <c>KUBEAPI_SERVER_DLL</c> names.
/// </summary>
internal static class ServerBinary
{
    private const string Name = "Orleans.KubeApi.Server";

    public static string DllPath { get; } = Environment.GetEnvironmentVariable("KUBEAPI_SERVER_DLL") ?? Find();

    public static Process Start(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        ProcessLog log,
        string? dll = null,
        IReadOnlyList<string>? launcher = null)
    {
        dll ??= DllPath;
        Assert.True(File.Exists(dll), $"{dll} is missing: build {Name} in the same configuration.");
        string[] command = [.. launcher ?? [], "dotnet", dll];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in command.Skip(1).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        log.Attach(process);
        return process;
    }

    /// <summary>Runs a command that ends by itself; returns its exit code and both outputs.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var log = new ProcessLog();
        using var process = Start(arguments, new Dictionary<string, string>(StringComparer.Ordinal), log);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                Signals.Send(process, Signals.Kill);
            }
        }

        return (process.ExitCode, log.Tail(lines: 1000));
    }

    private static string Find()
    {
        // …/tests/<project>/bin/<configuration>/<framework>/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent!.Name;
        var root = output.Parent.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(root.FullName, "src", Name, "bin", configuration, output.Name, $"{Name}.dll");
    }
}
