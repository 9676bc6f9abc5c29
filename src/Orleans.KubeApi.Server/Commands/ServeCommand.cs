using Orleans.KubeApi.Hosting;

namespace Orleans.KubeApi.Server.Commands;

/// <summary>Runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <summary>Starts, prints where the server is and the next line to type, and waits.</summary>
    public static async Task<int> RunAsync(KubeApiOptions options, IConfiguration? settings, TextWriter output,
        CancellationToken cancellationToken)
    {
        var server = KubeApiServer.Build(options, settings?.GetSection("Logging"), handleSignals: true);
        var isOver = true;
        try
        {
            isOver = await ServeAsync(server, output, cancellationToken);
            return server.HasFailed ? ExitCode.Failure : ExitCode.Success;
        }
        catch (Exception) when (server.HasFailed)
        {
            // Without a store nothing stops in good order, and the log has told why.
            return ExitCode.Failure;
        }
        finally
        {
            if (isOver)
            {
                await server.DisposeAsync();
            }
        }
    }

    private static async Task<bool> ServeAsync(KubeApiServer server, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            await server.StartAsync(cancellationToken);
        }
        catch (Exception) when (server.WasToldToStop && !server.HasFailed)
        {
            // It was stuck; what it was at says that it was cut short.
            return true;
        }

        await output.WriteLineAsync(
            $"Serving on {server.Address}, data in {Path.GetDirectoryName(server.KubeconfigFile)}. Ctrl-C stops. Next:");
        await output.WriteLineAsync($"  kubectl --kubeconfig {Quoted(server.KubeconfigFile)} get namespaces");
        await output.FlushAsync(cancellationToken);
        return await server.WaitForShutdownAsync(cancellationToken);
    }

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
