using Orleans.KubeApi.Grains.Streams;
using Orleans.Streams;

namespace Orleans.KubeApi.Hosting.Streams;

/// <summary>
/// Reads one stream for one subscriber, from where it stands, for as long as it wants. A call that fails, because a gateway or a silo went,
/// is asked again until somebody answers. One answer is fetched ahead while the subscriber works, not more: a slow subscriber holds up
/// nobody and keeps at most two answers in memory.
/// </summary>
internal sealed class KubePuller(IGrainFactory grains, TimeProvider time, StreamId stream, KubeSink sink) : IDisposable
{
    private const int Ways = 64;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly CancellationTokenSource _gone = new();
    private readonly IKubeReadGrain _reader = grains.GetGrain<IKubeReadGrain>(Random.Shared.Next(Ways));
    private long _position;

    /// <summary>Everything up to here was handed over.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Starts after a position; null = from now on.</summary>
    public async Task StartAsync(long? after)
    {
        _position = after ?? (await _reader.Read(stream, null, _gone.Token)).ResourceVersion;
        _ = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Nothing more is handed over; what is being handed over may still end.</summary>
    public void Dispose() => _gone.Cancel();

    private async Task RunAsync()
    {
        try
        {
            var next = ReadAsync(_position);
            while (!_gone.IsCancellationRequested)
            {
                try
                {
                    var batch = await next;
                    next = ReadAsync(batch.ResourceVersion);
                    await HandOverAsync(batch);
                }
                catch (KubeExpiredException expired)
                {
                    // The subscriber lists while it is told, and what happens from here on still comes: it misses nothing.
                    var present = await ReadAsync(null);
                    await TellAsync(expired);
                    Volatile.Write(ref _position, present.ResourceVersion);
                    next = ReadAsync(present.ResourceVersion);
                }
            }
        }
        catch (Exception) when (_gone.IsCancellationRequested)
        {
            // Unsubscribed.
        }
    }

    private async Task<KubeEventBatch> ReadAsync(long? after)
    {
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            try
            {
                return await _reader.Read(stream, after, _gone.Token);
            }
            catch (Exception lost) when (lost is not KubeExpiredException && !_gone.IsCancellationRequested)
            {
                await Task.Delay(pause, time, _gone.Token);
            }
        }
    }

    private async Task HandOverAsync(KubeEventBatch batch)
    {
        var step = sink.OneByOne ? 1 : batch.Events.Length;
        for (var i = 0; i < batch.Events.Length; i += step)
        {
            var events = new ArraySegment<KubeEvent>(batch.Events, i, step);
            await HandOverAsync(events);
            Volatile.Write(ref _position, events[^1].ResourceVersion);
        }

        Volatile.Write(ref _position, batch.ResourceVersion);
    }

    // A subscriber that fails gets the same again, and is told after a while that it stands still.
    private async Task HandOverAsync(ArraySegment<KubeEvent> events)
    {
        var begin = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            _gone.Token.ThrowIfCancellationRequested();
            try
            {
                await sink.Next(events);
                return;
            }
            catch (Exception) when (!_gone.IsCancellationRequested)
            {
                await Task.Delay(pause, time, _gone.Token);
            }

            if (time.GetElapsedTime(begin) > Patience)
            {
                begin = time.GetTimestamp();
                await TellAsync(new StreamEventDeliveryFailureException($"{stream} stands still: the subscriber fails again and again"));
            }
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private async Task TellAsync(Exception error)
    {
        try
        {
            await sink.Error(error);
        }
        catch (Exception)
        {
            // Who can't take an error either has had its say.
        }
    }
}
