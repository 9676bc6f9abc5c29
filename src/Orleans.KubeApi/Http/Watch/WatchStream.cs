using System.Buffers;
using System.IO.Pipelines;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Http.Measuring;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Watch;

/// <summary>
/// Runs one watch: header, initial events, then events as they come, until its time, the client or the server ends it.
/// <para>
/// Cost decides the form: an event is encoded once for all watchers; a watcher copies the frame into its connection's buffer and flushes
/// once for all events that are ready. There is one wait per wake-up and no thread while nothing happens. Time comes as a wake-up: a timer
/// cancels the wait, the loop looks at the clock. Flushes take no token: the server completes them when the connection ends, and a
/// registration for every event would cost more than the event.
/// </para>
/// </summary>
internal sealed class WatchStream(
    RequestContext context, WatchForm form, IWatchSubscription subscription, WatchPlan plan, CancellationToken stopping,
    WebSocketOutput? socket, WatchSeries? series = null)
{
    private readonly PipeWriter _writer = socket ?? context.Http.Response.BodyWriter;
    private readonly CancellationToken _aborted = socket?.Gone ?? context.Http.RequestAborted;
    private readonly long _started = context.Time.GetTimestamp();
    private ArrayBufferWriter<byte>? _packing;
    private long _bookmarked;
    private long _sent;
    private ValueTask<FlushResult> _flush;
    private TimeSpan _nextBookmark = NextBookmark(context, plan, TimeSpan.Zero);
    private bool _first = form.HasFirstForm;

    /// <summary>Runs until the end of the watch. Errors after the header are events, as in the original.</summary>
    public async ValueTask RunAsync()
    {
        try
        {
            if (socket is null)
            {
                context.Http.Response.Headers.ContentType = form.ContentType;
            }

            if (plan.Packed)
            {
                GzipOutput.Mark(context.Http.Response);
            }

            await _writer.FlushAsync(_aborted); // the header at once: clients wait for it before anything happens
            if (plan.Refused is { } reason)
            {
                throw new StatusException(reason);
            }

            await SendInitialAsync();
            if (context.Seats is { } seats)
            {
                FlowGate.Leave(seats); // from here on the watch costs what the writes it tells of were charged for it
            }

            await FollowAsync();
        }
        catch (StatusException refused)
        {
            form.Error(Output, refused.Status);
            await FlushOutputAsync();
        }
        catch (OperationCanceledException)
        {
            // The client went away.
        }
    }

    // What isn't shared between watchers goes here, and is compressed when it is flushed.
    private IBufferWriter<byte> Output => plan.Packed ? _packing ??= new ArrayBufferWriter<byte>(1024) : _writer;

    private async ValueTask FlushOutputAsync(bool isLast = true)
    {
        if (_packing is { WrittenCount: > 0 } packing)
        {
            _writer.Write(GzipOutput.Member(packing.WrittenSpan).Span);
            packing.ResetWrittenCount();
            _packing = isLast ? null : packing; // an idle watch keeps no buffer
        }

        await _writer.FlushAsync(CancellationToken.None);
    }

    private async ValueTask SendInitialAsync()
    {
        if (plan.Initial is null)
        {
            return;
        }

        foreach (var stored in plan.Initial)
        {
            form.Initial(Output, stored, _first);
            _first = false;
            if ((_packing?.WrittenCount ?? _writer.UnflushedBytes) >= context.Options.FlushFrom)
            {
                await FlushOutputAsync(isLast: false);
            }
        }

        if (plan.Bookmarks)
        {
            form.Bookmark(Output, plan.StartRevision, endsInitialEvents: true, _first);
            _first = false;
            _bookmarked = plan.StartRevision;
        }

        await FlushOutputAsync();
        series?.Initial.Observe(context.Time.GetElapsedTime(_started).TotalSeconds);
    }

    private async ValueTask FollowAsync()
    {
        var wake = Wake();
        try
        {
            while (true)
            {
                // Before the channel is found empty: then everything up to here has been sent, and a bookmark may say so.
                var position = subscription.Position;
                await DrainAsync();
                var elapsed = context.Time.GetElapsedTime(_started);
                if (elapsed >= plan.Timeout || stopping.IsCancellationRequested || _aborted.IsCancellationRequested)
                {
                    return;
                }

                if (elapsed >= _nextBookmark)
                {
                    await SendBookmarkAsync(position, elapsed);
                }

                if (wake.Token.IsCancellationRequested)
                {
                    wake.Dispose();
                    wake = Wake();
                }

                bool isOpen;
                try
                {
                    isOpen = await subscription.Events.WaitToReadAsync(wake.Token);
                }
                catch (OperationCanceledException) when (wake.Token.IsCancellationRequested)
                {
                    isOpen = true; // by time, stop or abort: the loop finds out which
                }

                if (!isOpen)
                {
                    return; // closed: too slow, or the silo lost the collection; the client resumes from its position
                }
            }
        }
        finally
        {
            wake.Dispose();
            await FlushedAsync();
        }
    }

    // Writes all events that are ready and starts one flush for them. The flush is awaited before the next write, not here: by then it is
    // almost always over, which saves every watcher a trip through the thread pool per event.
    private ValueTask DrainAsync() => subscription.Events.TryRead(out var item) ? DrainAsync(item) : ValueTask.CompletedTask;

    private async ValueTask DrainAsync(WatchEvent? item)
    {
        var sent = 0;
        do
        {
            await FlushedAsync();
            var frame = Frame(item!);
            _writer.Write(frame.Span);
            series?.Sizes.Observe(frame.Length);
            _first = false;
            _sent = item!.Revision;
            sent++;
            if (_writer.UnflushedBytes >= context.Options.FlushFrom)
            {
                _flush = _writer.FlushAsync(CancellationToken.None);
            }
        }
        while (subscription.Events.TryRead(out item));

        series?.Events.Add(sent);
        await FlushedAsync();
        _flush = _writer.FlushAsync(CancellationToken.None);
    }

    private ReadOnlyMemory<byte> Frame(WatchEvent item)
    {
        if (!_first)
        {
            return plan.Packed ? form.Packed(item) : form.Shared(item);
        }

        var first = form.First(item);
        return plan.Packed ? GzipOutput.Member(first.Span) : first;
    }

    private ValueTask FlushedAsync()
    {
        if (_flush.IsCompletedSuccessfully)
        {
            _ = _flush.Result;
            _flush = default;
            return ValueTask.CompletedTask;
        }

        var pending = _flush;
        _flush = default;
        return new ValueTask(pending.AsTask());
    }

    private async ValueTask SendBookmarkAsync(long position, TimeSpan elapsed)
    {
        _nextBookmark = NextBookmark(context, plan, elapsed);

        // Events that came after the position was read are sent too. They come in order and one a revision, so the last one says the same.
        position = Math.Max(position, _sent);

        // A watch that waits for a future revision must not be told of an earlier one.
        if (position < plan.StartRevision || position < _bookmarked)
        {
            return;
        }

        _bookmarked = position;
        await FlushedAsync();
        form.Bookmark(Output, position, endsInitialEvents: false, _first);
        _first = false;
        await FlushOutputAsync();
    }

    private WakeUp Wake()
    {
        var elapsed = context.Time.GetElapsedTime(_started);
        var due = _nextBookmark < plan.Timeout ? _nextBookmark : plan.Timeout;
        return new WakeUp(context.Time, due > elapsed ? due - elapsed : TimeSpan.Zero, _aborted, stopping);
    }

    private static TimeSpan NextBookmark(RequestContext context, WatchPlan plan, TimeSpan now)
    {
        if (!plan.Bookmarks)
        {
            return TimeSpan.MaxValue;
        }

        var last = plan.Timeout - context.Options.LastBookmark;
        var next = now + context.Options.BookmarkInterval;
        return next < last ? next : now < last ? last : TimeSpan.MaxValue;
    }
}
