namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>Waits for a condition of another process, which nothing in this process can signal; always with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Asks until <paramref name="condition"/> holds; fails with <paramref name="what"/> after <paramref name="deadline"/>.
    /// </summary>
    public static async Task<TimeSpan> HoldsAsync(
        string what, TimeSpan deadline, Func<CancellationToken, Task<bool>> condition, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (!await condition(cancellation))
        {
            if (time.GetElapsedTime(start) > deadline)
            {
                throw new TimeoutException($"Not within {deadline.TotalSeconds:0.#} s: {what}");
            }

            await Task.Delay(_pause, time, cancellation);
        }

        return time.GetElapsedTime(start);
    }
}
