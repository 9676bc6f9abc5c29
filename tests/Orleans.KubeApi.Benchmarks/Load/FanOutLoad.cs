using System.Text;
using System.Text.Json.Nodes;

namespace Orleans.KubeApi.Benchmarks.Load;

/// <summary>
/// Many watchers of one object that is updated many times. An update carries the time at which it was sent, so a delivery's latency
/// includes the write itself. By default the next update is sent when every watcher has the last: no queue grows, and latency means
/// something.
/// </summary>
internal sealed class FanOutLoad(ApiConnection api, string objects, int watchers, int updates, double rate)
{
    private const string Name = "fan-out";
    private const string MergePatch = "application/merge-patch+json";
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(120);
    private readonly Latencies _latencies = new(watchers * updates);
    private readonly TaskCompletionSource[] _delivered =
        [.. Enumerable.Range(0, updates).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

    private int _received;
    private int _ended;

    public async Task<LoadResult> RunAsync(IReadOnlyList<int> pids, CancellationToken cancellation)
    {
        var body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"hot"},"data":{"at":"none"}}""";
        var created = JsonNode.Parse(await api.ReadAsync(HttpMethod.Post, objects, Encoding.UTF8.GetBytes(body), cancellation))!;
        var revision = created["metadata"]!["resourceVersion"]!.GetValue<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(_deadline);
        var path = $"{objects}?watch=true&fieldSelector=metadata.name%3Dhot&resourceVersion={revision}";
        var opened = await Task.WhenAll(Enumerable.Range(0, watchers).Select(_ =>
            api.OpenAsync(HttpMethod.Get, path, null, "", stop.Token)));
        var reading = opened.Select(response => ReadAsync(response, stop.Token)).ToList();

        var cpu = ProcessUsage.CpuSeconds(pids);
        var start = TimeProvider.System.GetTimestamp();
        await UpdateAsync(stop.Token);
        await WaitAsync(_delivered[^1].Task, stop.Token);
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var spent = (ProcessUsage.CpuSeconds(pids) - cpu) * 1_000_000 / Math.Max(1, _latencies.Count);
        var missing = (watchers * updates) - _latencies.Count;
        await stop.CancelAsync();
        await Task.WhenAll(reading);
        return new LoadResult(Name, _latencies.Count, missing, seconds, spent, _latencies.Percentile(0.5), _latencies.Percentile(0.99));
    }

    private static async Task WaitAsync(Task task, CancellationToken stop)
    {
        try
        {
            await task.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // What is missing by now is reported as failed.
        }
    }

    private async Task UpdateAsync(CancellationToken stop)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        for (var index = 0; index < updates && !stop.IsCancellationRequested; index++)
        {
            var patch = Encoding.UTF8.GetBytes($$$"""{"data":{"at":"{{{time.GetTimestamp()}}}"}}""");
            await api.SendAsync(HttpMethod.Patch, $"{objects}/hot", patch, MergePatch, stop);
            if (rate <= 0)
            {
                await WaitAsync(_delivered[index].Task, stop);
            }
            else if (TimeSpan.FromSeconds((index + 1) / rate) - time.GetElapsedTime(start) is { Ticks: > 0 } pause)
            {
                await Task.Delay(pause, time, stop);
            }
        }
    }

    private async Task ReadAsync(HttpResponseMessage response, CancellationToken stop)
    {
        using (response)
        {
            var scanner = new EventScanner(OnStamp);
            try
            {
                await using var stream = await response.Content.ReadAsStreamAsync(stop);
                for (int count; (count = await stream.ReadAsync(scanner.Free, stop)) > 0;)
                {
                    scanner.Advance(count);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or HttpRequestException)
            {
                // The end of the run, or a watcher that the server closed: its missing events are counted.
            }

            Interlocked.Increment(ref _ended);
        }
    }

    private void OnStamp(long stamp)
    {
        _latencies.Add(TimeProvider.System.GetTimestamp() - stamp);
        var received = Interlocked.Increment(ref _received);
        if (received % watchers == 0 && received / watchers <= updates)
        {
            // Every watcher sees the updates in order, so in lock step this is the last delivery of one update.
            _delivered[(received / watchers) - 1].TrySetResult();
        }
    }
}
