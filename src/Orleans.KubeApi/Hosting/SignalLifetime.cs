using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// Turns SIGTERM, SIGINT (Ctrl-C) and SIGQUIT into a graceful stop: readiness fails, the shutdown delay passes, then the host stops
/// (watches end, requests finish, the silo leaves). A server that is still starting does so first, for ten seconds at most. A second
/// signal isn't held back: it ends the process at once.
/// </summary>
internal sealed class SignalLifetime : IHostLifetime, IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ServerState _state;
    private readonly KubeApiOptions _options;
    private readonly TimeProvider _time;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <summary>Creates the lifetime of a server.</summary>
    public SignalLifetime(IHostApplicationLifetime lifetime, ServerState state, KubeApiOptions options, TimeProvider time)
    {
        _lifetime = lifetime;
        _state = state;
        _options = options;
        _time = time;
    }

    /// <inheritdoc />
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Gives the signals back to the system.</summary>
    public void Dispose() => _registrations.ForEach(static registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            return;
        }

        context.Cancel = true;
        _ = DrainAsync();
    }

    private async Task DrainAsync()
    {
        _state.StartDraining();
        await AwaitStartAsync();
        if (_options.ShutdownDelay > TimeSpan.Zero)
        {
            await Task.Delay(_options.ShutdownDelay, _time);
        }

        _lifetime.StopApplication();
    }

    /// <summary>A silo can't leave the cluster while it joins: soon it has, or it is stuck.</summary>
    private async Task AwaitStartAsync()
    {
        using var limit = new CancellationTokenSource(StartPatience, _time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token, _lifetime.ApplicationStarted, _lifetime.ApplicationStopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
