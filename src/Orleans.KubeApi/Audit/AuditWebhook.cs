using System.Net.Http.Headers;

namespace Orleans.KubeApi.Audit;

/// <summary>
/// Sends events to an HTTPS service as <c>EventList</c>. Tries again after any failure, as the original does: there is hardly one that
/// would
/// justify giving an event up while the service may come back. Bounded: five attempts, with growing pauses.
/// </summary>
internal sealed class AuditWebhook(HttpClient client, Uri address, TimeSpan firstPause, TimeProvider time) : IAuditTarget
{
    private const int Attempts = 5;
    private const double Growth = 1.5;
    private const double Jitter = 0.2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancellationToken)
    {
        var body = ListOf(events);
        var pause = firstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await PostAsync(body, cancellationToken);
                return;
            }
            catch (Exception failed) when (attempt < Attempts && !cancellationToken.IsCancellationRequested
                && failed is HttpRequestException or OperationCanceledException or IOException)
            {
                await Task.Delay(pause * (1 + (Random.Shared.NextDouble() * Jitter)), time, cancellationToken);
                pause *= Growth;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"the audit webhook answered {(int)response.StatusCode}", null, response.StatusCode);
        }
    }

    private static byte[] ListOf(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        var head = """{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":["""u8;
        var body = new byte[head.Length + events.Sum(e => e.Length) + Math.Max(0, events.Count - 1) + 2];
        head.CopyTo(body);
        var at = head.Length;
        for (var i = 0; i < events.Count; i++)
        {
            if (i > 0)
            {
                body[at++] = (byte)',';
            }

            events[i].Span.CopyTo(body.AsSpan(at));
            at += events[i].Length;
        }

        "]}"u8.CopyTo(body.AsSpan(at));
        return body;
    }
}
