using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>Finds out whether a cluster works again after a fault, by writes through each of its silos.</summary>
internal static class Recovery
{
    private const string Objects = "/api/v1/namespaces/default/configmaps";
    private const int ProbesToRecover = 10;
    private static readonly TimeSpan _stuck = TimeSpan.FromSeconds(60);

    /// <summary>Until all silos take writes; a silo that notices only now that it was voted dead ends, and is started again.</summary>
    public static async Task AwaitAsync(KubeCluster cluster, CancellationToken cancellation)
    {
        List<string> last = [];
        try
        {
            await Eventually.HoldsAsync("all silos take writes", _stuck, async limit =>
            {
                foreach (var silo in cluster.Silos.Where(silo => !silo.IsRunning))
                {
                    silo.Launch();
                }

                last = await ProbeAsync(cluster, ProbesToRecover, limit);
                return last.Count == 0;
            }, cancellation);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}; {last[0]}");
        }
    }

    /// <summary>Writes so many times through each silo; returns why those failed that did.</summary>
    public static Task<List<string>> ProbeAsync(KubeCluster cluster, int times, CancellationToken cancellation) =>
        ProbeAsync(cluster.Silos, times, cancellation);

    /// <summary>Until these silos take writes while another is away.</summary>
    public static Task AwaitAsync(IReadOnlyCollection<KubeServer> silos, TimeSpan patience, CancellationToken cancellation) =>
        Eventually.HoldsAsync(
            "the others take writes",
            patience,
            async limit => (await ProbeAsync(silos, ProbesToRecover, limit)).Count == 0,
            cancellation);

    private static async Task<List<string>> ProbeAsync(IReadOnlyCollection<KubeServer> silos, int times, CancellationToken cancellation)
    {
        List<string> failures = [];
        for (var index = 0; index < times; index++)
        {
            foreach (var silo in silos)
            {
                if (await TryWriteAsync(silo, cancellation) is { } failure)
                {
                    failures.Add(failure);
                }
            }
        }

        return failures;
    }

    /// <summary>Why a write failed, or null.</summary>
    private static async Task<string?> TryWriteAsync(KubeServer silo, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            var body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"after-"}}""";
            var answer = await silo.Client.PostAsync(Objects, body, limit.Token);
            return answer.IsSuccess ? null : $"port {silo.Port}: {answer.Text}";
        }
        catch (Exception error) when (KubeHttp.IsConnectionLoss(error) && !cancellation.IsCancellationRequested)
        {
            return $"port {silo.Port}: {error.Message}";
        }
    }
}
