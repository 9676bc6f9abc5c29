using Orleans.KubeApi.Hosting;

namespace Orleans.KubeApi.Server.Commands;

/// <summary>Brings the store to this version's schema, and its rows into the form that the encryption configuration asks for.</summary>
internal static class MigrateCommand
{
    /// <summary>Migrates under the store's lock; harmless when there is nothing to do.</summary>
    public static async Task<int> RunAsync(KubeApiOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(await KubeApiServer.MigrateAsync(options, cancellationToken));
        return ExitCode.Success;
    }
}
