namespace Orleans.KubeApi.Benchmarks.Load;

/// <summary>Sends a number of requests with a fixed number in flight.</summary>
internal sealed record RequestLoad(string Name, int Requests, int InFlight, HttpMethod Method, string Path, Func<int, byte[]?> Body,
    string Type)
{
    private const string Json = "application/json";

    public static RequestLoad Get(string name, int requests, int inFlight, string path) =>
        new(name, requests, inFlight, HttpMethod.Get, path, _ => null, Json);

    public static RequestLoad Post(string name, int requests, int inFlight, string path, byte[] body) =>
        new(name, requests, inFlight, HttpMethod.Post, path, _ => body, Json);

    public async Task<LoadResult> RunAsync(ApiConnection api, IReadOnlyList<int> pids, CancellationToken cancellation)
    {
        var latencies = new Latencies(Requests);
        var (next, failed) = (-1, 0);
        var cpu = ProcessUsage.CpuSeconds(pids);
        var start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            for (int index; (index = Interlocked.Increment(ref next)) < Requests;)
            {
                var sent = TimeProvider.System.GetTimestamp();
                if (await api.SendAsync(Method, Path, Body(index), Type, cancellation) is < 200 or >= 300)
                {
                    Interlocked.Increment(ref failed);
                }

                latencies.Add(TimeProvider.System.GetTimestamp() - sent);
            }
        }));
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var spent = (ProcessUsage.CpuSeconds(pids) - cpu) * 1_000_000 / Requests;
        return new LoadResult(Name, Requests, failed, seconds, spent, latencies.Percentile(0.5), latencies.Percentile(0.99));
    }
}
