using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Conformance;

/// <summary>Runs one of the scripts in <c>Clients/</c>, which use other languages' client libraries, and gives what it printed.</summary>
internal static class ClientScript
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(90);

    /// <summary>The script's lines. A script that fails fails the test; so does one that does not end.</summary>
    public static async Task<string[]> RunAsync(string program, string script, CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(PathOf(script));
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}:\n{await output}{await error}");
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string PathOf(string script, [CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "Clients", script);
}
