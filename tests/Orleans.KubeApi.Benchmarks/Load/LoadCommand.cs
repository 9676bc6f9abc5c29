using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orleans.KubeApi.Benchmarks.Load;

/// <summary>Runs all loads against one server and prints a line for each, then writes the figures as JSON.</summary>
internal static class LoadCommand
{
    private const int Watchers = 1_000;
    private const int Updates = 300;
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(LoadOptions options, TextWriter errors)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        using var server = options.StartCommand is null ? null : await StartedServer.StartAsync(options, stop.Token);
        var pids = server is null ? options.Pids : [.. options.Pids, server.Pid];
        if (pids.Count == 0)
        {
            await errors.WriteLineAsync("no --pids: no CPU and memory figures");
        }

        using var api = new ApiConnection(options);
        var calibration = Calibrate();
        var results = new List<LoadResult>();
        var space = await CreateNamespaceAsync(api, stop.Token);
        var idle = ProcessUsage.ResidentMegabytes(pids);
        await foreach (var result in RunLoadsAsync(options, api, pids, space, stop.Token))
        {
            Console.WriteLine(result);
            results.Add(result);
        }

        var memory = ProcessUsage.ResidentMegabytes(pids);
        Console.WriteLine($"memory {idle:0} MB before, {memory:0} MB after; AES-GCM {calibration:0} MB/s"
            + (server is null ? "" : $"; start to ready {server.SecondsToReady:0.00} s"));
        if (options.JsonFile is not null)
        {
            var json = ToJson(results, idle, memory, calibration, server?.SecondsToReady);
            await File.WriteAllTextAsync(options.JsonFile, json.ToJsonString(_indented), stop.Token);
        }

        return results.Any(result => result.Failed > 0) ? 1 : 0;
    }

    private static async IAsyncEnumerable<LoadResult> RunLoadsAsync(
        LoadOptions options,
        ApiConnection api,
        IReadOnlyList<int> pids,
        string space,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var objects = $"{space}/configmaps";
        foreach (var load in Loads(options, space))
        {
            if (load.Name == "warm-up")
            {
                await load.RunAsync(api, pids, cancellation);
            }
            else if (options.Wants(load.Name))
            {
                yield return await load.RunAsync(api, pids, cancellation);
            }
        }

        if (options.Wants("fan-out"))
        {
            var fanOut = new FanOutLoad(api, objects, options.Scaled(Watchers), Updates, options.FanOutRate);
            yield return await fanOut.RunAsync(pids, cancellation);
        }
    }

    private static IEnumerable<RequestLoad> Loads(LoadOptions options, string space)
    {
        var objects = $"{space}/configmaps";
        var configMap = LoadObjects.ConfigMap();
        yield return RequestLoad.Post("warm-up", options.Scaled(4_000), 64, objects, configMap);
        yield return RequestLoad.Post("create-config", options.Scaled(8_000), 64, objects, configMap);
        yield return RequestLoad.Post("create-pod", options.Scaled(4_000), 64, $"{space}/pods", LoadObjects.Pod());
        yield return RequestLoad.Get("get", options.Scaled(40_000), 64, $"{objects}/fixed");
        yield return new RequestLoad(
            "patch-hot",
            options.Scaled(4_000),
            64,
            HttpMethod.Patch,
            $"{objects}/fixed",
            index => Encoding.UTF8.GetBytes($$$"""{"data":{"n":"{{{index}}}"}}"""),
            "application/merge-patch+json");
        yield return RequestLoad.Get("list-500", options.Scaled(400), 8, $"{objects}?limit=500");
        yield return RequestLoad.Get("list-all-rv0", options.Scaled(40), 8, $"{objects}?resourceVersion=0");
    }

    /// <summary>The path of a new namespace with what the loads need in it.</summary>
    public static async Task<string> CreateNamespaceAsync(ApiConnection api, CancellationToken cancellation)
    {
        var name = $"bench-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        await api.ReadAsync(HttpMethod.Post, "/api/v1/namespaces", LoadObjects.Named("Namespace", name), cancellation);
        var space = $"/api/v1/namespaces/{name}";

        // Pods need this account; where a controller makes it, this is a conflict that doesn't matter.
        await api.SendAsync(
            HttpMethod.Post, $"{space}/serviceaccounts", LoadObjects.Named("ServiceAccount", "default"), "application/json", cancellation);
        await api.ReadAsync(HttpMethod.Post, $"{space}/configmaps", LoadObjects.Named("ConfigMap", "fixed"), cancellation);
        return space;
    }

    private static JsonObject ToJson(List<LoadResult> results, double idle, double memory, double calibration, double? start)
    {
        var loads = new JsonObject();
        foreach (var result in results)
        {
            loads[result.Name] = new JsonObject
            {
                ["rate"] = Math.Round(result.Rate, 1),
                ["cpuMicroseconds"] = Math.Round(result.CpuMicroseconds, 1),
                ["p50Milliseconds"] = Math.Round(result.P50Milliseconds, 3),
                ["p99Milliseconds"] = Math.Round(result.P99Milliseconds, 3),
                ["count"] = result.Count,
                ["failed"] = result.Failed,
            };
        }

        return new JsonObject
        {
            ["loads"] = loads,
            ["memoryMegabytesBefore"] = Math.Round(idle),
            ["memoryMegabytesAfter"] = Math.Round(memory),
            ["startSeconds"] = start is null ? null : Math.Round(start.Value, 2),
            ["calibrationMegabytesPerSecond"] = Math.Round(calibration),
            ["cores"] = Environment.ProcessorCount,
        };
    }

    /// <summary>AES-GCM megabytes a second on one core: says how fast this machine is just now.</summary>
    private static double Calibrate()
    {
        using var cipher = new AesGcm(new byte[16], 16);
        var (nonce, tag, text, output) = (new byte[12], new byte[16], new byte[16 * 1024], new byte[16 * 1024]);
        var start = TimeProvider.System.GetTimestamp();
        long bytes = 0;
        while (TimeProvider.System.GetElapsedTime(start).TotalSeconds < 1)
        {
            cipher.Encrypt(nonce, text, output, tag);
            bytes += text.Length;
        }

        return bytes / 1_000_000.0 / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }
}
