using Orleans.KubeApi.Hosting;

namespace Orleans.KubeApi.Server.Commands;

/// <summary>Brings the store to this version's schema.</summary>
internal static class MigrateCommand
{
    /// <summary>Migrates under the store's lock; harmless when there is nothing to do.</summary>
    public static async Task<int> RunAsync(KubeApiOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await KubeApiServer.MigrateAsync(options, cancellationToken);
        await output.WriteLineAsync("The store has this version's schema.");
        return ExitCode.Success;
    }
}
