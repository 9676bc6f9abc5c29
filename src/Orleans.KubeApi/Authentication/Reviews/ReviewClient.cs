using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.Reviews;

/// <summary>
/// Posts reviews (TokenReview, SubjectAccessReview, ImageReview) to another service and reads their status, as the original's generic
/// webhook client does: what may be over soon is tried again, all within one limit. Nothing of an answer is used but its status, and
/// problems are told without a word of it.
/// </summary>
/// <param name="client">Has the credentials and follows no redirects; disposed with this.</param>
/// <param name="address">Where to post.</param>
/// <param name="total">How long all attempts together may take.</param>
/// <param name="time">Clock of the pauses.</param>
/// <param name="firstPause">Before the second attempt; later ones are longer.</param>
internal sealed class ReviewClient(
    HttpClient client, Uri address, TimeSpan total, TimeProvider time, TimeSpan? firstPause = null) : IDisposable
{
    private const int AttemptsMax = 5;
    private const int AnswerBytesMax = 1024 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The review's status, or null and what went wrong.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<(ObjectNode? Status, string Problem)> AskAsync(byte[] review, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(total);
        try
        {
            var pause = firstPause ?? FirstPause;
            for (var attempt = 1; ; attempt++)
            {
                var (status, problem, again) = await TryAsync(review, limit.Token);
                if (status is not null || !again || attempt == AttemptsMax)
                {
                    return (status, problem);
                }

                await Task.Delay(pause, time, limit.Token);
                pause *= 1.5;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "no answer in time");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<(ObjectNode? Status, string Problem, bool Again)> TryAsync(byte[] review, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(review) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
            {
                var again = answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
                return (null, $"answered {(int)answer.StatusCode}", again);
            }

            await answer.Content.LoadIntoBufferAsync(AnswerBytesMax, limit.Token);
            var tree = NodeReader.Parse(await answer.Content.ReadAsByteArrayAsync(limit.Token)) as ObjectNode;
            return (tree?.Object("status"), "its answer is no review", Again: false);
        }
        catch (JsonException)
        {
            return (null, "its answer is no JSON", Again: false);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return (null, "could not be reached", Again: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "no answer in time", Again: true);
        }
    }
}
