using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authentication.Reviews;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization.Webhooks;

/// <summary>
/// Asks another service by SubjectAccessReview. Its answers are remembered for a time; failures are not, and count as the rules say, never
/// as a yes.
/// </summary>
internal sealed class WebhookAuthorizer(HttpClient client, Uri address, WebhookRules rules, TimeProvider time)
    : IRulesAuthorizer, IDisposable
{
    private readonly ReviewClient _service = new(client, address, rules.Timeout, time);
    private readonly AnswerCache<AuthorizerDecision> _cache = new(time);

    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken)
    {
        var spec = ReviewBody.Spec(user, attributes, rules.Version);
        var question = spec.ToString();
        return _cache.TryFind(question, out var known)
            ? ValueTask.FromResult(known) : AskAsync(question, ReviewBody.Of(spec, rules.Version), cancellationToken);
    }

    /// <inheritdoc/>
    public UserRules RulesFor(UserInfo user, string ns) =>
        new([], IsIncomplete: true, ["webhook authorizer does not support user rule resolution"]);

    /// <inheritdoc/>
    public void Dispose() => _service.Dispose();

    private async ValueTask<AuthorizerDecision> AskAsync(string question, byte[] body, CancellationToken cancellationToken)
    {
        var (status, problem) = await _service.AskAsync(body, cancellationToken);
        if (status is null)
        {
            return Failed(problem);
        }

        if (Read(status) is not { } answer)
        {
            return Failed("its answer is no review");
        }

        _cache.Add(question, answer, answer.IsAllowed ? rules.AuthorizedLife : rules.UnauthorizedLife);
        return answer;
    }

    private AuthorizerDecision Failed(string problem) => new(rules.OnFailure, "", "webhook authorizer: " + problem);

    private static AuthorizerDecision? Read(ObjectNode status)
    {
        if (status["allowed"] is not (BoolNode or null))
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
