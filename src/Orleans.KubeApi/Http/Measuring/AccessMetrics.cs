using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>Counts who came in and who was let through, under the original's names. User names are compressed as there: they are
/// endless.</summary>
internal sealed class AccessMetrics
{
    private readonly Counter _known;
    private readonly Counter _refused;
    private readonly Counter _allowed;
    private readonly Counter _noOpinion;
    private readonly Counter _failed;
    private readonly Counter _others;
    private readonly Counter _mails;
    private readonly Counter _admin;

    public AccessMetrics(MetricRegistry registry)
    {
        var attempts = registry.Counter("authentication_attempts", "Requests by whether their sender was recognized.", "result");
        (_known, _refused) = (attempts.With("success"), attempts.With("failure"));
        var users = registry.Counter("authenticated_user_requests", "Requests by their sender; most are \"other\".", "username");
        (_others, _mails, _admin) = (users.With("other"), users.With("email_id"), users.With("admin"));
        var decisions = registry.Counter("authorization_attempts_total", "Decisions of the authorizer.", "result");
        (_allowed, _noOpinion, _failed) = (decisions.With("allowed"), decisions.With("no-opinion"), decisions.With("error"));
    }

    /// <summary>A sender was recognized, or was not.</summary>
    public void Authenticated(UserInfo? user)
    {
        if (user is null)
        {
            _refused.Add();
            return;
        }

        _known.Add();
        (user.Name == "admin" ? _admin : user.Name.Contains('@', StringComparison.Ordinal) ? _mails : _others).Add();
    }

    /// <summary>The authorizer decided.</summary>
    public void Authorized(in AuthorizerDecision decision) =>
        (decision.IsAllowed ? _allowed : decision.Error.Length > 0 ? _failed : _noOpinion).Add();
}
