namespace Orleans.KubeApi.Hosting.Silo;

/// <summary>
/// Keeps a leaving silo in the membership for a moment after its grains were handed over. A call that reached it too late is forwarded and
/// answered by another silo, but Orleans ends it for its caller, who no longer learns its outcome, as soon as the silo that it was first
/// sent to is gone.
/// </summary>
internal sealed class SiloFarewell(ISiloStatusOracle membership, TimeProvider time) : ILifecycleParticipant<ISiloLifecycle>
{
    // A write waits for a new owner of its collection about one second.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(SiloFarewell), ServiceLifecycleStage.RuntimeGrainServices, static _ => Task.CompletedTask, StopAsync);

    private Task StopAsync(CancellationToken cancellationToken) =>
        membership.GetApproximateSiloStatuses(onlyActive: true).Keys.Any(silo => !silo.Equals(membership.SiloAddress))
            ? Task.Delay(Moment, time, cancellationToken)
            : Task.CompletedTask;
}
