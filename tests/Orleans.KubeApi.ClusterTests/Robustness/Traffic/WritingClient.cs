using Orleans.KubeApi.ClusterTests.Robustness.Model;
using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Traffic;

/// <summary>One client that reads and writes at random, through any silo, until it is told to stop. Its choices follow its seed.</summary>
internal sealed class WritingClient(RecordedApi api, IReadOnlyList<KubeServer> silos, int seed)
{
    private const int PauseMillisecondsMax = 60;
    private readonly Random _random = new(seed);
    private long _known;

    public async Task RunAsync(Func<bool> isStopped, CancellationToken cancellation)
    {
        while (!isStopped())
        {
            await StepAsync(silos[_random.Next(silos.Count)].Client, cancellation);

            // Pacing, not waiting: the load is meant to leave the processors some room.
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(PauseMillisecondsMax)), TimeProvider.System, cancellation);
        }
    }

    private async Task StepAsync(KubeHttp silo, CancellationToken cancellation)
    {
        var key = TrafficPlan.RandomKey(_random);
        var team = TrafficPlan.RandomTeam(_random);
        switch (_random.Next(12))
        {
            case 0 or 1 or 2:
                Remember(await api.CreateAsync(silo, key, team, cancellation));
                break;
            case 3 or 4 when await api.GetAsync(silo, key, cancellation) is { } basis:
                // Through another silo than the one that was read: their views must agree.
                Remember(await api.UpdateAsync(silos[_random.Next(silos.Count)].Client, key, basis, team, cancellation));
                break;
            case 5 or 6 or 7:
                Remember(await api.PatchAsync(silo, key, _random.Next(3) == 0 ? team : null, cancellation));
                break;
            case 8:
                var uid = _random.Next(2) == 0 ? (await api.GetAsync(silo, key, cancellation))?.Uid : null;
                await api.DeleteAsync(silo, key, uid, cancellation);
                break;
            case 9:
                await api.GetAsync(silo, key, cancellation);
                break;
            default:
                await ListAsync(silo, cancellation);
                break;
        }
    }

    private async Task ListAsync(KubeHttp silo, CancellationToken cancellation)
    {
        var scope = TrafficPlan.Scopes[_random.Next(TrafficPlan.Scopes.Length)];
        var consistency = _known == 0 ? ReadConsistency.MostRecent : (ReadConsistency)_random.Next(4);
        var limit = consistency == ReadConsistency.Any || _random.Next(2) == 0 ? 0 : 1 + _random.Next(4);
        var list = await api.ListAsync(silo, scope, consistency, _known, limit, cancellation);
        _known = Math.Max(_known, list?.Pages[0].Revision ?? 0);
    }

    private void Remember(WriteOperation write) => _known = Math.Max(_known, write.Result?.Revision ?? 0);
}
