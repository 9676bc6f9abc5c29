using System.Net;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>A request body that begins and doesn't go on: its request stays in the server until the test, or the server, ends it.</summary>
internal sealed class HeldBody(CancellationToken end) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("{"u8.ToArray(), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 100_000;
        return true;
    }
}
