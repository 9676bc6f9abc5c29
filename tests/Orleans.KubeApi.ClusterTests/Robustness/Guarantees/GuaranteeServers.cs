using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Hosting.Sabotaging;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>
/// The servers that the checks share: a sound one; one that can be switched while it runs; one whose limits are broken from its start.
/// </summary>
public sealed class GuaranteeServers : IAsyncLifetime
{
    private readonly SwitchFile _switches = new();
    private readonly SwitchFile _endlessSwitches = new(SabotageSwitch.EndlessWait, SabotageSwitch.EndlessChannel);
    private readonly KubeServer _sound = new(new KubeServerOptions());
    private readonly KubeServer _switched;
    private readonly KubeServer _endless;

    public GuaranteeServers()
    {
        _switched = new KubeServer(_switches.Options);
        _endless = new KubeServer(_endlessSwitches.Options);
    }

    public async ValueTask InitializeAsync()
    {
        foreach (var server in new[] { _sound, _switched, _endless })
        {
            await server.StartAsync(TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _sound, _switched, _endless })
        {
            await server.DisposeAsync();
        }

        _switches.Dispose();
        _endlessSwitches.Dispose();
    }

    /// <summary>The check of a row on a server that nothing is wrong with.</summary>
    internal async Task<GuaranteeScene> RunSoundAsync(GuaranteeRow row, CancellationToken cancellation)
    {
        var check = (GuaranteeCheck.OfServer)row.Check;
        var scene = check.NeedsWeather
            ? new GuaranteeScene(row.Id, _switched, _switched.Client, _switches)
            : new GuaranteeScene(row.Id, _sound, _sound.Client, null);
        return await RunAsync(check, scene, cancellation);
    }

    /// <summary>The check of a row on what its sabotage makes of a server.</summary>
    internal async Task<GuaranteeScene> RunSabotagedAsync(GuaranteeRow row, CancellationToken cancellation)
    {
        var check = (GuaranteeCheck.OfServer)row.Check;
        if (row.Sabotage is GuaranteeSabotage.Layer layer)
        {
            using var client = new KubeHttp(_sound.Url, KubeServer.AdminToken, layer.Make());
            return await RunAsync(check, new GuaranteeScene(row.Id, _sound, client, null), cancellation);
        }

        var name = ((GuaranteeSabotage.Switch)row.Sabotage).Name;
        return name is SabotageSwitch.EndlessWait or SabotageSwitch.EndlessChannel
            ? await RunAsync(check, new GuaranteeScene(row.Id, _endless, _endless.Client, _endlessSwitches), cancellation)
            : await RunAsync(check, new GuaranteeScene(row.Id, _switched, _switched.Client, _switches, name), cancellation);
    }

    private async Task<GuaranteeScene> RunAsync(GuaranteeCheck.OfServer check, GuaranteeScene scene, CancellationToken cancellation)
    {
        try
        {
            if (scene.Server != _sound)
            {
                scene.Weather();
            }

            await check.Judge(scene, cancellation);
            return scene;
        }
        finally
        {
            _switches.Set();
            _endlessSwitches.Set();
        }
    }
}
