using Microsoft.Extensions.Hosting;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// Whether this server may answer. It may not before everything is started, after it was told to stop, or while its silo isn't an active
/// member: a silo that the others declared dead must not go on answering from what it remembers (invariant I8).
/// </summary>
internal sealed class ServerState
{
    private readonly ISiloStatusOracle _membership;
    private readonly IHostApplicationLifetime _lifetime;
    private volatile bool _draining;

    /// <summary>Creates the state of the server that these belong to.</summary>
    public ServerState(ISiloStatusOracle membership, IHostApplicationLifetime lifetime)
    {
        _membership = membership;
        _lifetime = lifetime;
    }

    /// <summary>Null if the server is ready, else why not, for a person.</summary>
    public string? WhyNotReady()
    {
        if (IsDraining)
        {
            return "the server is shutting down";
        }

        if (!_lifetime.ApplicationStarted.IsCancellationRequested)
        {
            return "the server is starting";
        }

        return IsMember ? null : "the silo is not an active member of its cluster";
    }

    /// <summary>Whether the silo is an active member. Cheap: asked for every request.</summary>
    public bool IsMember => _membership.CurrentStatus == SiloStatus.Active;

    /// <summary>Whether everything was started once.</summary>
    public bool IsStarted => _lifetime.ApplicationStarted.IsCancellationRequested;

    /// <summary>Whether the server is on its way out.</summary>
    public bool IsDraining => _draining || _lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>From now on <c>/readyz</c> fails, so that load balancers look elsewhere, while requests are still answered.</summary>
    public void StartDraining() => _draining = true;
}
