using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// Keeps a <see cref="FlowController"/> equal to the objects in this silo's caches, milliseconds after they change, and lends seats every
/// ten seconds. While the caches cannot be read, what was in force stays in force.
/// </summary>
internal sealed partial class FlowFeed(FlowController controller, ICollectionCaches caches, TimeProvider time, ILogger logger)
{
    private static readonly GroupResource Levels = new("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations");
    private static readonly GroupResource Schemas = new("flowcontrol.apiserver.k8s.io", "flowschemas");
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs until stopped.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(FollowAsync(stopping), LendAsync(stopping));

    private async Task LendAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(FlowController.Period, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            controller.Adjust();
        }
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        var isTold = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await FollowOnceAsync(stopping);
                isTold = false;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (!isTold && failure is not StatusException { Status.Code: 429 or 503 })
                {
                    Failed(logger, failure.Message);
                    isTold = true;
                }

                await Task.Delay(Pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // The end, or the wait for a cache was given up: the loop finds out which.
            }
        }
    }

    private async Task FollowOnceAsync(CancellationToken stopping)
    {
        var levels = (await caches.GetAsync(Levels, stopping)).Latest;
        var schemas = (await caches.GetAsync(Schemas, stopping)).Latest;
        controller.Update(levels.Objects.Select(o => o.Parse()), schemas.Objects.Select(o => o.Parse()));
        await caches.ChangedAsync([(Levels, levels.Revision), (Schemas, schemas.Revision)], Timeout.InfiniteTimeSpan, time, stopping);

        // Changes come in groups, at the start above all.
        await Task.Delay(Gathering, time, stopping);
    }

    [LoggerMessage(5401, LogLevel.Warning, "Flow control keeps its last configuration: {Reason}")]
    private static partial void Failed(ILogger logger, string reason);
}
