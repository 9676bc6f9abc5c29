using System.Text.Json.Nodes;
using Orleans.KubeApi.Benchmarks.Load;

namespace Orleans.KubeApi.Benchmarks.Memory;

/// <summary>
/// What a server's memory grows by when it gets 100,000 pods, in multiples of their JSON: right after the last create, and when the
/// server was left alone for a while.
/// </summary>
internal static class MemoryCommand
{
    private const int Pods = 100_000;
    private const int InFlight = 64;
    private static readonly TimeSpan _settle = TimeSpan.FromSeconds(10);
    private static readonly int[] _seconds = [0, 20, 60];

    public static async Task<int> RunAsync(LoadOptions options, TextWriter errors)
    {
        if (options.StartCommand is null)
        {
            await errors.WriteLineAsync("memory starts the server itself: --start-command is needed");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        using var server = await StartedServer.StartAsync(options, stop.Token);
        using var api = new ApiConnection(options);
        await Task.Delay(_settle, TimeProvider.System, stop.Token);
        var idle = ProcessUsage.ResidentMegabytes([server.Pid]);
        var space = await LoadCommand.CreateNamespaceAsync(api, stop.Token);
        var pods = options.Scaled(Pods);
        var created = await RequestLoad.Post("create-pod", pods, InFlight, $"{space}/pods", LoadObjects.Pod()).RunAsync(
            api, [server.Pid], stop.Token);
        Console.WriteLine(created);
        var grown = await WatchAsync(server.Pid, idle, stop.Token);
        var json = await JsonMegabytesAsync(api, $"{space}/pods", stop.Token);
        Console.WriteLine($"idle {idle:0} MB; {json:0} MB JSON in {pods} pods");
        foreach (var (second, megabytes) in _seconds.Zip(grown))
        {
            Console.WriteLine($"after {second,3} s: {megabytes,5:0} MB more, {megabytes / json:0.00} x JSON");
        }

        if (options.Heap)
        {
            Console.WriteLine(HeapBreakdown.Of(server.Pid));
        }

        return created.Failed > 0 ? 1 : 0;
    }

    private static async Task<List<double>> WatchAsync(int pid, double idle, CancellationToken cancellation)
    {
        var grown = new List<double>();
        var last = 0;
        foreach (var second in _seconds)
        {
            await Task.Delay(TimeSpan.FromSeconds(second - last), TimeProvider.System, cancellation);
            grown.Add(ProcessUsage.ResidentMegabytes([pid]) - idle);
            last = second;
        }

        return grown;
    }

    private static async Task<double> JsonMegabytesAsync(ApiConnection api, string path, CancellationToken cancellation)
    {
        var (bytes, from) = (0.0, "");
        do
        {
            var page = await api.ReadAsync(HttpMethod.Get, $"{path}?limit=500&continue={Uri.EscapeDataString(from)}", null, cancellation);
            bytes += page.Length; // the pods are ASCII
            from = (string?)JsonNode.Parse(page)!["metadata"]!["continue"] ?? "";
        }
        while (from.Length > 0);
        return bytes / (1 << 20);
    }
}
