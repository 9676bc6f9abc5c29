using Microsoft.AspNetCore.Http;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Hosting.Failing;

/// <summary>The way out of one answer.</summary>
internal sealed class FailingBody(Stream inner, string? place, HttpResponse response, Failpoints points) : WriteOnlyStream
{
    /// <summary>A write was done; its answer has not begun.</summary>
    public const string Reply = "before-reply";

    /// <summary>The first half of what a watch sends is with the client.</summary>
    public const string Watch = "watch-send";

    /// <summary>A bookmark is about to be sent.</summary>
    public const string Bookmark = "before-bookmark";

    /// <summary>A bookmark is with the client.</summary>
    public const string Bookmarked = "after-bookmark";

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (place == Reply && response.StatusCode < 300)
        {
            points.Hit(Reply);
        }
        else if (place == Watch && points.IsArmed(Watch))
        {
            await inner.WriteAsync(buffer[..(buffer.Length / 2)], cancellationToken);
            await inner.FlushAsync(cancellationToken);
            points.Hit(Watch);
            buffer = buffer[(buffer.Length / 2)..];
        }

        var isBookmark = place == Watch && buffer.Span.IndexOf("\"BOOKMARK\""u8) >= 0;
        if (isBookmark)
        {
            points.Hit(Bookmark);
        }

        await inner.WriteAsync(buffer, cancellationToken);
        if (isBookmark && points.IsArmed(Bookmarked))
        {
            await inner.FlushAsync(cancellationToken);
            points.Hit(Bookmarked);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
