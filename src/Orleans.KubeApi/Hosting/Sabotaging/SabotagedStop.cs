using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Orleans.KubeApi.Hosting.Sabotaging;

/// <summary>A server that dies when it is asked to stop.</summary>
internal sealed class SabotagedStop(IHostApplicationLifetime lifetime, SabotageSwitch sabotage) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
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
}
