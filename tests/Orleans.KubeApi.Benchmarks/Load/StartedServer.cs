using System.Diagnostics;

namespace Orleans.KubeApi.Benchmarks.Load;

/// <summary>A server started for the run; killed with everything it started when the run ends.</summary>
internal sealed class StartedServer(Process process, double secondsToReady) : IDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    public double SecondsToReady => secondsToReady;

    public int Pid => process.Id;

    public static async Task<StartedServer> StartAsync(LoadOptions options, CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec {options.StartCommand}"]))!;
        using var api = new ApiConnection(options);
        while (!await IsReadyAsync(api, cancellation))
        {
            if (process.HasExited || TimeProvider.System.GetElapsedTime(start) > _deadline)
            {
                throw new InvalidOperationException("The start command ended, or the server did not get ready.");
            }

            await Task.Delay(_pause, TimeProvider.System, cancellation);
        }

        return new StartedServer(process, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(ApiConnection api, CancellationToken cancellation)
    {
        try
        {
            return await api.SendAsync(HttpMethod.Get, "/readyz", null, "", cancellation) == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
