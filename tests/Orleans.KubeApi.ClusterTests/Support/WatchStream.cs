using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>An open watch, read event by event. Disposing it closes the stream.</summary>
internal sealed class WatchStream(HttpResponseMessage response, Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream, Encoding.UTF8, false, 16 * 1024);

    /// <summary>The next event, or null at the clean end of the stream; throws when the connection breaks.</summary>
    public async Task<WatchEvent?> ReadAsync(CancellationToken cancellation)
    {
        while (await _reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length > 0)
            {
                return WatchEvent.Parse(JsonNode.Parse(line)!);
            }
        }

        return null;
    }

    /// <summary>
    /// Reads until <paramref name="last"/> is true, that event included; fails after the deadline or at the end of the stream.
    /// </summary>
    public async Task<List<WatchEvent>> ReadUntilAsync(Predicate<WatchEvent> last, CancellationToken cancellation, int seconds = 20)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        List<WatchEvent> events = [];
        try
        {
            while (await ReadAsync(limit.Token) is { } watched)
            {
                events.Add(watched);
                if (last(watched))
                {
                    return events;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Assert.Fail($"Within {seconds} s only: {string.Join(", ", events)}");
        }

        Assert.Fail($"The watch ended after: {string.Join(", ", events)}");
        return events;
    }

    public Task<List<WatchEvent>> ReadAsync(int count, CancellationToken cancellation)
    {
        var left = count;
        return ReadUntilAsync(_ => --left == 0, cancellation);
    }

    /// <summary>Everything up to the clean end of the stream.</summary>
    public async Task<List<WatchEvent>> ReadToEndAsync(CancellationToken cancellation)
    {
        List<WatchEvent> events = [];
        while (await ReadAsync(cancellation) is { } watched)
        {
            events.Add(watched);
        }

        return events;
    }

    public void Dispose()
    {
        _reader.Dispose();
        response.Dispose();
    }
}
