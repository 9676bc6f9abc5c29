using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization;

/// <summary>Asks one authorizer after the other until one says yes or no. Nobody's opinion is a no with everybody's reasons.</summary>
internal sealed class AuthorizerChain(IReadOnlyList<IAuthorizer> authorizers) : IRulesAuthorizer
{
    private readonly IAuthorizer[] _authorizers = [.. authorizers];

    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken)
    {
        var (reason, error) = ("", "");
        for (var i = 0; i < _authorizers.Length; i++)
        {
            var asked = AskAsync(i, user, attributes, cancellationToken);
            if (!asked.IsCompletedSuccessfully)
            {
                return ContinueAsync(asked, i, user, attributes, (reason, error), cancellationToken);
            }

            if (asked.Result is { Decision: not Decision.NoOpinion } decided)
            {
                return ValueTask.FromResult(decided);
            }

            reason = Join(reason, asked.Result.Reason, "\n");
            error = Join(error, asked.Result.Error, ", ");
        }

        return ValueTask.FromResult(new AuthorizerDecision(Decision.NoOpinion, reason, error));
    }

    /// <inheritdoc/>
    public UserRules RulesFor(UserInfo user, string ns)
    {
        var listing = _authorizers.Where(a => a is not (MastersAuthorizer or PathAuthorizer))
            .Select(a => a is IRulesAuthorizer known ? known.RulesFor(user, ns) : new UserRules([], IsIncomplete: true, [])).ToList();
        return new UserRules(
            [.. listing.SelectMany(l => l.Rules)], listing.Exists(l => l.IsIncomplete), [.. listing.SelectMany(l => l.Problems)]);
    }

    private async ValueTask<AuthorizerDecision> ContinueAsync(
        ValueTask<AuthorizerDecision> asked, int at, UserInfo user, RequestAttributes attributes, (string Reason, string Error) sofar,
        CancellationToken cancellationToken)
    {
        var (reason, error) = sofar;
        for (; ; asked = AskAsync(at, user, attributes, cancellationToken))
        {
            var decision = await asked;
            if (decision.Decision != Decision.NoOpinion)
            {
                return decision;
            }

            reason = Join(reason, decision.Reason, "\n");
            error = Join(error, decision.Error, ", ");
            if (++at == _authorizers.Length)
            {
                return new AuthorizerDecision(Decision.NoOpinion, reason, error);
            }
        }
    }

    // An authorizer that breaks its promise and throws is a no with an error, never a yes (and never skipped: the next might say yes). One
    // that can't judge now may say so by a status, which ends the request.
    private async ValueTask<AuthorizerDecision> GuardAsync(ValueTask<AuthorizerDecision> asked)
    {
        try
        {
            return await asked;
        }
        catch (Exception failed) when (failed is not (OperationCanceledException or StatusException))
        {
            return new AuthorizerDecision(Decision.Deny, "", $"authorizer failed: {failed.GetType().Name}");
        }
    }

    private ValueTask<AuthorizerDecision> AskAsync(
        int at, UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken)
    {
        try
        {
            var asked = _authorizers[at].AuthorizeAsync(user, attributes, cancellationToken);
            return asked.IsCompletedSuccessfully ? asked : GuardAsync(asked);
        }
        catch (Exception failed) when (failed is not (OperationCanceledException or StatusException))
        {
            return ValueTask.FromResult(new AuthorizerDecision(Decision.Deny, "", $"authorizer failed: {failed.GetType().Name}"));
        }
    }

    private static string Join(string before, string next, string between) =>
        next.Length == 0 ? before : before.Length == 0 ? next : before + between + next;
}
