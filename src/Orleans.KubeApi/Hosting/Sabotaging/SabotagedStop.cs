using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Hosting.Sabotaging;

/// <summary>A server that dies when it is asked to stop; when it starts, its log says that it isn't to be trusted.</summary>
internal sealed partial class SabotagedStop(
    IHostApplicationLifetime lifetime, SabotageSwitch sabotage, ILogger<SabotagedStop> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Sabotaged(logger);
        lifetime.ApplicationStopping.Register(() =>
        {
            if (sabotage.IsOn(SabotageSwitch.AbruptStop))
            {
                using var self = Process.GetCurrentProcess();
                self.Kill();
                self.WaitForExit();
            }
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(5920, LogLevel.Warning, $"SABOTAGE: {SabotageSwitch.Variable} is set, this server may break any promise on purpose")]
    private static partial void Sabotaged(ILogger logger);
}
