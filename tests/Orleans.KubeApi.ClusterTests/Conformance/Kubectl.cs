using System.Diagnostics;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Conformance;

/// <summary>Stock kubectl with its own home folder (and so its own discovery cache), bound to one namespace of one server.</summary>
internal sealed class Kubectl(string kubeconfig, string space) : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(40);

    public TemporaryFolder Folder { get; } = new();

    public static void SkipIfMissing()
    {
        if (Requirements.FindOnPath("kubectl") is null)
        {
            Requirements.Missing("kubectl");
        }
    }

    /// <summary>Runs kubectl and fails the test unless it ends with 0; returns its standard output.</summary>
    public async Task<string> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var result = await TryAsync(cancellation, arguments);
        if (result.Error.Contains("(NotImplemented)", StringComparison.Ordinal)
            || result.Error.Contains("is not served by this version", StringComparison.Ordinal))
        {
            // The server says so itself: the test becomes strict on the day it no longer does.
            Assert.Skip($"NOT SERVED YET, NOTHING PROVEN: kubectl {string.Join(' ', arguments)}: {result.Error.Trim()}");
        }

        Assert.True(result.ExitCode == 0,
            $"kubectl {string.Join(' ', arguments)} ended with {result.ExitCode}:\n{result.Output}{result.Error}");
        return result.Output;
    }

    public async Task<(int ExitCode, string Output, string Error)> TryAsync(CancellationToken cancellation, params string[] arguments)
    {
        using var process = Start(arguments, new Dictionary<string, string>(StringComparer.Ordinal));
        return await FinishAsync(process, cancellation);
    }

    public async Task<(int ExitCode, string Output, string Error)> TryAsync(
        IReadOnlyDictionary<string, string> environment, CancellationToken cancellation, params string[] arguments)
    {
        using var process = Start(arguments, environment);
        return await FinishAsync(process, cancellation);
    }

    /// <summary>Starts kubectl for a command that does not end by itself; the caller kills it.</summary>
    public Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start =
            new ProcessStartInfo("kubectl") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add($"--kubeconfig={kubeconfig}");
        start.ArgumentList.Add($"--namespace={space}");
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HOME"] = Folder.FullName;
        start.Environment["KUBECACHEDIR"] = Folder.File("cache");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("kubectl did not start.");
        process.StandardInput.Close();
        return process;
    }

    public void Dispose() => Folder.Dispose();

    private static async Task<(int ExitCode, string Output, string Error)> FinishAsync(Process process, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Kill();
            return (-1, "", $"kubectl did not end within {_limit.TotalSeconds} s");
        }
    }
}
