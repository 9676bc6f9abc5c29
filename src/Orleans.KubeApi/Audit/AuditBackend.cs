using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Audit;

/// <summary>
/// Takes events from requests and passes them to a target in batches, from one loop. In the blocking modes a batch is whatever waits at
/// that
/// moment, so many requests share one write; in batch mode it also waits for more. Events are encoded by the request that makes them: what
/// waits here is bytes, and their number is bounded.
/// </summary>
internal sealed class AuditBackend : IAsyncDisposable
{
    private static readonly TimeSpan LossReports = TimeSpan.FromSeconds(10);
    private readonly AuditBackendOptions _options;
    private readonly IAuditTarget _target;
    private readonly AuditCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<Entry> _queue;
    private readonly SemaphoreSlim _sending;
    private readonly AuditThrottle _throttle;
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Task _running;
    private long _bytes;
    private long _reported;

    public AuditBackend(
        AuditBackendOptions options, IAuditTarget target, AuditCounters counters, TimeProvider time, ILogger logger)
    {
        _options = options;
        _target = target;
        _counters = counters;
        _time = time;
        _logger = logger;
        _queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(options.BufferSize) { SingleReader = true });
        _sending = new SemaphoreSlim(options.Parallel);
        _throttle = new AuditThrottle(options.ThrottleRate, options.ThrottleBurst, time);
        _reported = time.GetTimestamp() - (long)(LossReports.TotalSeconds * time.TimestampFrequency);
        _running = Task.Run(RunAsync);
    }

    /// <summary>A request whose first event fails here must be refused.</summary>
    public bool IsStrict => _options.Mode == AuditMode.BlockingStrict;

    /// <summary>
    /// Takes an event. Batch mode: completes at once. Blocking: when the event is written or has failed. False: it is lost, and counted.
    /// </summary>
    public ValueTask<bool> ProcessAsync(AuditEvent item)
    {
        if (Encode(item) is not { } bytes)
        {
            return new(Lose(1, "an event is larger than allowed, even without its bodies"));
        }

        if (_options.Mode != AuditMode.Batch)
        {
            return WaitAsync(bytes);
        }

        if (Interlocked.Add(ref _bytes, bytes.Length) <= _options.BufferBytes && _queue.Writer.TryWrite(new Entry(bytes, null)))
        {
            return new(result: true);
        }

        Interlocked.Add(ref _bytes, -bytes.Length);
        return new(Lose(1, "the buffer is full"));
    }

    /// <summary>Writes what waits, for a bounded time; the rest is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
        await _running.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _giveUp.CancelAsync();
        await _running;
        await _target.DisposeAsync();
        _sending.Dispose();
        _giveUp.Dispose();
    }

    private byte[]? Encode(AuditEvent item)
    {
        if (_options.Format == AuditFormat.Legacy)
        {
            return AuditEventWriter.Legacy(item);
        }

        var json = AuditEventWriter.Json(item);
        var limit = _options.MaxEventBytes > 0 ? _options.MaxEventBytes : long.MaxValue;
        if (json.Length > limit && item.Level >= AuditLevel.Request)
        {
            json = AuditEventWriter.Json(item, isTruncated: true);
        }

        return json.Length > limit ? null : json;
    }

    private async ValueTask<bool> WaitAsync(byte[] bytes)
    {
        var entry = new Entry(bytes, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.Add(ref _bytes, bytes.Length);
        try
        {
            await _queue.Writer.WriteAsync(entry, _giveUp.Token);
        }
        catch (Exception closed) when (closed is ChannelClosedException or OperationCanceledException or ObjectDisposedException)
        {
            return Lose(1, "the server is stopping");
        }

        return await entry.Written!.Task;
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            var batch = await CollectAsync();
            await _throttle.WaitAsync(_giveUp.Token);
            if (_options.Parallel == 1)
            {
                await SendAsync(batch);
                continue;
            }

            await _sending.WaitAsync();
            _ = SendAndReleaseAsync(batch);
        }

        for (var i = 0; i < _options.Parallel; i++)
        {
            await _sending.WaitAsync();
        }
    }

    private async Task<List<Entry>> CollectAsync()
    {
        var batch = new List<Entry>();
        long bytes = 0;
        CancellationTokenSource? wait = null;
        while (batch.Count < _options.MaxBatch)
        {
            if (_queue.Reader.TryPeek(out var next))
            {
                bytes += next.Bytes.Length;
                if (batch.Count > 0 && bytes > _options.MaxBatchBytes)
                {
                    break;
                }

                _queue.Reader.TryRead(out next);
                batch.Add(next);
                continue;
            }

            if (_options.Mode != AuditMode.Batch || _options.MaxWait <= TimeSpan.Zero)
            {
                break;
            }

            wait ??= new CancellationTokenSource(_options.MaxWait, _time);
            if (!await HasMoreAsync(wait.Token))
            {
                break;
            }
        }

        wait?.Dispose();
        return batch;
    }

    private async Task<bool> HasMoreAsync(CancellationToken wait)
    {
        try
        {
            return await _queue.Reader.WaitToReadAsync(wait);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SendAndReleaseAsync(List<Entry> batch)
    {
        await SendAsync(batch);
        _sending.Release();
    }

    private async Task SendAsync(List<Entry> batch)
    {
        var written = true;
        try
        {
            _giveUp.Token.ThrowIfCancellationRequested();
            await _target.SendAsync([.. batch.Select(e => (ReadOnlyMemory<byte>)e.Bytes)], _giveUp.Token);
        }
        catch (Exception failed)
        {
            written = Lose(batch.Count, _giveUp.IsCancellationRequested ? "the server is stopping" : failed.Message);
        }

        Interlocked.Add(ref _bytes, -batch.Sum(e => (long)e.Bytes.Length));
        foreach (var entry in batch)
        {
            entry.Written?.TrySetResult(written);
        }
    }

    // Always false: what an event that is lost answers.
    private bool Lose(int count, string cause)
    {
        _counters.CountLost(_options.Name, count);

        // A flood of losses must not become a flood of log lines.
        var last = Volatile.Read(ref _reported);
        if (_time.GetElapsedTime(last) >= LossReports
            && Interlocked.CompareExchange(ref _reported, _time.GetTimestamp(), last) == last)
        {
            AuditMessages.EventsLost(_logger, _options.Name, _counters.Lost(_options.Name), cause);
        }

        return false;
    }

    /// <summary>An event that waits, and who waits for it.</summary>
    private readonly record struct Entry(byte[] Bytes, TaskCompletionSource<bool>? Written);
}
