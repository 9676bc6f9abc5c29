using Microsoft.Extensions.Primitives;
using Orleans.KubeApi.Authentication.Certificates;
using Orleans.KubeApi.Authentication.Tokens;

namespace Orleans.KubeApi.Authentication;

/// <summary>
/// All ways to authenticate, in the original's order: front proxy, client certificate, bearer token. The first that knows the user wins; a
/// credential that is wrong counts only when none is right. With a certificate or a known token nothing is awaited or allocated.
/// </summary>
internal sealed class RequestAuthenticator(FrontProxy proxy, CertificateTrust trust, TokenChain tokens, AnonymousRules anonymous)
{
    private volatile CertificateTrust _trust = trust;
    private volatile TokenChain _tokens = tokens;
    private volatile AnonymousRules _anonymous = anonymous;

    /// <summary>The authorities of this moment; set when their files change.</summary>
    public CertificateTrust Trust
    {
        get => _trust;
        set => _trust = value;
    }

    /// <summary>The kinds of tokens of this moment; set when the configuration changes.</summary>
    public TokenChain Tokens
    {
        get => _tokens;
        set => _tokens = value;
    }

    /// <summary>Where no credential is needed; set when the configuration changes.</summary>
    public AnonymousRules Anonymous
    {
        get => _anonymous;
        set => _anonymous = value;
    }

    /// <summary>Finds the user of a request.</summary>
    /// <param name="presented">The connection's certificate, if the client sent one.</param>
    /// <param name="authorization">The Authorization header, if there is one.</param>
    /// <param name="headers">All headers; looked at for a front proxy only.</param>
    /// <param name="cancellationToken">The client is gone.</param>
    public ValueTask<AuthenticationOutcome> AuthenticateAsync(
        in PresentedCertificate presented, string? authorization, IDictionary<string, StringValues> headers,
        CancellationToken cancellationToken)
    {
        var isWrong = false;
        if (presented.Certificate is { } certificate)
        {
            var identity = _trust.Judge(certificate, presented.Intermediates);
            if (identity is { IsProxy: true } && proxy.Allows(identity.CommonName) && proxy.UserOf(headers) is { } other)
            {
                return ValueTask.FromResult(AuthenticationOutcome.Of(other));
            }

            if (identity?.User is { } owner)
            {
                return ValueTask.FromResult(AuthenticationOutcome.Of(owner));
            }

            isWrong = identity is not { IsClient: true };
        }

        var token = BearerToken.Of(authorization);
        if (token.IsEmpty)
        {
            return ValueTask.FromResult(isWrong ? AuthenticationOutcome.Refused : AuthenticationOutcome.None);
        }

        return _tokens.Known(token) is { } known
            ? ValueTask.FromResult(AuthenticationOutcome.Of(known))
            : JudgeAsync(token.ToString(), cancellationToken);
    }

    private async ValueTask<AuthenticationOutcome> JudgeAsync(string token, CancellationToken cancellationToken)
    {
        var verdict = await _tokens.JudgeAsync(token, wanted: null, cancellationToken);
        return verdict.User is { } user ? AuthenticationOutcome.Of(user) : AuthenticationOutcome.Refused;
    }
}
