namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>Bad weather on the links of a scene, calm again afterwards.</summary>
internal static class Weather
{
    private const double Seconds = 12;
    private const int SlowBytesPerSecond = 64 << 10;

    /// <summary>Everything arrives, but 75 ms late or half as much more.</summary>
    public static async Task LateAsync(FaultScene scene, CancellationToken limit)
    {
        foreach (var link in scene.Links)
        {
            link.Delay = TimeSpan.FromMilliseconds(75);
        }

        await FaultScene.PauseAsync(Seconds, limit);
        Calm(scene);
    }

    /// <summary>Resets, half-closed connections, standstills and trickles, one after the other, each on some link.</summary>
    public static async Task StormAsync(FaultScene scene, CancellationToken limit)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start).TotalSeconds < Seconds)
        {
            var link = scene.Links[scene.Random.Next(scene.Links.Count)];
            switch (scene.Random.Next(5))
            {
                case 0:
                    link.Reset(0.5);
                    break;
                case 1:
                    link.HalfClose(0.5, towardsServer: true);
                    break;
                case 2:
                    link.HalfClose(0.5, towardsServer: false);
                    break;
                case 3:
                    link.IsStalled = true;
                    await FaultScene.PauseAsync(1 + scene.Random.NextDouble(), limit);
                    link.Reset(1);
                    break;
                default:
                    link.BytesPerSecond = SlowBytesPerSecond;
                    await FaultScene.PauseAsync(1, limit);
                    break;
            }

            Calm(scene);
            await FaultScene.PauseAsync(0.7 * scene.Random.NextDouble(), limit);
        }
    }

    private static void Calm(FaultScene scene)
    {
        foreach (var link in scene.Links)
        {
            link.Calm();
        }
    }
}
