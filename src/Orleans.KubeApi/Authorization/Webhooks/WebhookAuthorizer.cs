using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization.Webhooks;

/// <summary>
/// Asks another service by SubjectAccessReview. Its answers are remembered for a time; failures are not, and count as the rules say, never
/// as a yes.
/// </summary>
internal sealed class WebhookAuthorizer(HttpClient client, Uri address, WebhookRules rules, TimeProvider time)
    : IRulesAuthorizer, IDisposable
{
    private const int AttemptsMax = 3;
    private const int AnswerBytesMax = 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly AnswerCache _cache = new(time);

    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken)
    {
        var spec = ReviewBody.Spec(user, attributes, rules.Version);
        var question = spec.ToString();
        return _cache.Find(question) is { } known
            ? ValueTask.FromResult(known) : AskAsync(question, ReviewBody.Of(spec, rules.Version), cancellationToken);
    }

    /// <inheritdoc/>
    public UserRules RulesFor(UserInfo user, string ns) =>
        new([], IsIncomplete: true, ["webhook authorizer does not support user rule resolution"]);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async ValueTask<AuthorizerDecision> AskAsync(string question, byte[] body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(rules.Timeout);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var (decision, problem, again) = await TryAsync(body, limit.Token);
                if (decision is { } answer)
                {
                    _cache.Add(question, answer, answer.IsAllowed ? rules.AuthorizedLife : rules.UnauthorizedLife);
                    return answer;
                }

                if (!again || attempt == AttemptsMax)
                {
                    return Failed(problem);
                }

                await Task.Delay(Pause * attempt, time, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed("no answer in time");
        }
    }

    private AuthorizerDecision Failed(string problem) => new(rules.OnFailure, "", "webhook authorizer: " + problem);

    private async Task<(AuthorizerDecision? Decision, string Problem, bool Again)> TryAsync(
        byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
            {
                var again = answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
                return (null, $"answered {(int)answer.StatusCode}", again);
            }

            await answer.Content.LoadIntoBufferAsync(AnswerBytesMax, cancellationToken);
            return (Read(await answer.Content.ReadAsByteArrayAsync(cancellationToken)), "its answer is no review", Again: false);
        }
        catch (JsonException)
        {
            return (null, "its answer is no JSON", Again: false);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return (null, "could not be reached", Again: true);
        }
    }

    private static AuthorizerDecision? Read(byte[] answer)
    {
        if ((NodeReader.Parse(answer) as ObjectNode)?.Object("status") is not { } status || status["allowed"] is not (BoolNode or null))
        {
            return null;
        }

        var (allowed, denied) = (Flag(status, "allowed"), Flag(status, "denied"));
        var reason = status.Text("reason") ?? "";
        return (allowed, denied) switch
        {
            (true, true) => new AuthorizerDecision(
                Decision.Deny, "", "webhook subject access review returned both allow and deny response"),
            (true, false) => new AuthorizerDecision(Decision.Allow, reason),
            (false, true) => new AuthorizerDecision(Decision.Deny, reason),
            _ => new AuthorizerDecision(Decision.NoOpinion, reason),
        };
    }

    private static bool Flag(ObjectNode status, string name) => status[name] is BoolNode { Value: true };
}
