using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Http.Auditing;
using Orleans.KubeApi.Http.Handlers;
using Orleans.KubeApi.Http.Health;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Watch;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>
/// All of the HTTP front end on one page: what happens to a request, in this order and for these reasons.
/// <list type="number">
/// <item>Panic guard: outermost, so that every refusal and every bug below becomes a Status and no answer leaks a stack.</item>
/// <item>Request target and info: everything below decides by them, so they are read once, before any decision.</item>
/// <item>Audit id: before the first refusal, so that each answer, also a 401, can be found again.</item>
/// <item>Timeout: a wrong parameter is the client's mistake whoever he is; the clock starts before work does.</item>
/// <item>Authentication: before anything is spent on the request; a wrong credential is refused even where none is needed.</item>
/// <item>Audit: with the sender known the policy can decide; from here on every end is recorded, before the answer leaves.</item>
/// <item>Health pages: open to everybody and not limited, a probe must get through when nothing else does.</item>
/// <item>Limits: after authentication as in the original, so that floods without credentials take no places.</item>
/// <item>Authorization: before the existence of anything shows, so an unknown resource is 403 to those who may not ask.</item>
/// <item>Routing and handler; only handlers read bodies.</item>
/// </list>
/// Impersonation (refused until it comes), and flow control have their places between these when they come. There is no
/// middleware stack and no router of the framework behind this: <c>app.Run(pipeline.InvokeAsync)</c>.
/// </summary>
internal sealed class KubeApiPipeline
{
    private readonly PipelineParts _parts;
    private readonly InFlightLimits _limits;
    private readonly AcceptCache _accepts = new();
    private readonly HealthPages _health;
    private readonly HandlerServices _services;
    private readonly WatchForms _forms;

    public KubeApiPipeline(PipelineParts parts)
    {
        _parts = parts;
        _limits = new InFlightLimits(parts.Options);
        _health = new HealthPages(parts.Readiness);
        _services = new HandlerServices(parts.Caches, parts.Store, parts.Tables, parts.Stopping)
        {
            Accounts = parts.Accounts,
            Authenticator = parts.Authenticator,
        };
        _forms = new WatchForms(parts.Tables, parts.Time);
    }

    /// <summary>Answers one request. Never throws.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        using var context = new RequestContext(http, _parts.Options, _parts.Time);
        context.Audit = _parts.Audit is { } log ? RequestAudit.Open(log, context) : null;
        try
        {
            await AnswerAsync(context, http);
        }
        catch (Exception failed)
        {
            await PanicGuard.AnswerAsync(context, failed, _parts.Logger);
        }

        if (context.Audit is { } audit)
        {
            await audit.CloseAsync();
        }
    }

    private ValueTask AnswerAsync(RequestContext context, HttpContext http)
    {
        var request = http.Request;
        var headers = http.Response.Headers;
        headers[HeaderValues.AuditId] = AuditIds.Of(request);
        headers.CacheControl = HeaderValues.NoCache;
        context.Accept = _accepts.Get(request.Headers.Accept.Count == 0 ? null : request.Headers.Accept.ToString());

        if (RequestTarget.Parse(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) is not { } target)
        {
            return PanicGuard.MalformedAsync(context);
        }

        if (request.Headers.Expect is { Count: > 0 } expect
            && !string.Equals(expect[0], "100-continue", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.StatusCode = 417;
            return ValueTask.CompletedTask;
        }

        context.Target = target;
        context.Info = RequestInfo.Of(request.Method, target);
        context.Timeout = context.Info.IsLongRunning ? Timeout.InfiniteTimeSpan
            : RequestTimeout.Of(target.Query, _parts.Options.RequestTimeout);

        var credentials = Credentials(request);
        var outcome = _parts.Authenticator.Authenticate(http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate, credentials);
        if (outcome.Invalid && _parts.Accounts is { } accounts
            && TokenAuthenticator.BearerToken(credentials).ToString() is var token && accounts.Knows(token))
        {
            return AnswerAccountAsync(context, http, accounts, token);
        }

        return AnswerAsync(context, http, outcome);
    }

    private async ValueTask AnswerAccountAsync(RequestContext context, HttpContext http, AccountTokens accounts, string token)
    {
        var verdict = await accounts.JudgeAsync(token, accounts.Settings.Audiences, context.Http.RequestAborted);
        await AnswerAsync(context, http, verdict.User is { } user ? AuthenticationOutcome.Of(user) : AuthenticationOutcome.Refused);
    }

    private ValueTask AnswerAsync(RequestContext context, HttpContext http, AuthenticationOutcome outcome)
    {
        if (outcome.Invalid || (outcome.User is null && http.Features.Get<RejectedClientCertificate>() is not null))
        {
            throw StatusErrors.Unauthorized(); // also on open pages: a wrong credential is a mistake that must show
        }

        var isOpen = IsOpen(context);
        if (!isOpen)
        {
            context.User = outcome.User ?? (_parts.Options.AllowAnonymous ? UserInfo.Anonymous : throw StatusErrors.Unauthorized());
        }

        return context.Audit is { } audit
            ? AnswerAuditedAsync(context, audit, outcome.User ?? UserInfo.Anonymous, isOpen)
            : AnswerAsync(context, isOpen);
    }

    private async ValueTask AnswerAuditedAsync(RequestContext context, RequestAudit audit, UserInfo user, bool isOpen)
    {
        await audit.BeginAsync(user);
        await AnswerAsync(context, isOpen);
    }

    private ValueTask AnswerAsync(RequestContext context, bool isOpen)
    {
        if (isOpen)
        {
            return HandleAsync(context);
        }

        if (IsImpersonating(context.Http.Request.Headers))
        {
            // Ignoring the headers would run the request with the caller's own, greater rights.
            throw StatusErrors.NotImplemented("impersonation is not served by this version of the server");
        }

        return LimitedAsync(context);
    }

    private async ValueTask LimitedAsync(RequestContext context)
    {
        var lane = InFlightLimits.LaneOf(context.Info);
        _limits.Enter(lane);
        try
        {
            var attributes = context.Info.Attributes;
            var isAllowed = _parts.Authorizer.IsAllowed(context.User!, attributes);
            context.Audit?.Authorized(isAllowed);
            if (!isAllowed)
            {
                throw ForbiddenText.Refusal(context.User!, attributes);
            }

            await HandleAsync(context);
        }
        finally
        {
            _limits.Leave(lane);
        }
    }

    private ValueTask HandleAsync(RequestContext context)
    {
        var info = context.Info;
        if (!info.IsResource || context.Target.DoubleSlashed)
        {
            return HealthPages.EndpointOf(context.Target) is { } endpoint && context.Http.Request.Method is "GET" or "HEAD"
                ? _health.AnswerAsync(context, endpoint)
                : DiscoveryHandler.HandleAsync(context, _parts.Discovery);
        }

        if (ResourceRoute.Find(_parts.Catalog(), info, context.Target, context.Http.Request.Method) is not { } type)
        {
            return Answers.PageNotFoundAsync(context);
        }

        context.Type = type;
        if (type.Deprecation.Length > 0)
        {
            WarningHeaders.Add(context.Http.Response, [type.Deprecation]);
        }

        return VerbTable.RunAsync(context, _services, _forms);
    }

    // The whole health pages and the version need no credentials; a single check does, as in the original.
    private static bool IsOpen(RequestContext context) => context.Http.Request.Method is "GET" or "HEAD"
        && context.Target is { Unroutable: false, Segments: ["healthz" or "livez" or "readyz" or "version"] };

    private static bool IsImpersonating(IHeaderDictionary headers) => headers.ContainsKey("Impersonate-User")
        || headers.ContainsKey("Impersonate-Group") || headers.ContainsKey("Impersonate-Uid");

    private static string? Credentials(HttpRequest request) => request.Headers.Authorization.Count == 0
        && WebSocketHandshake.IsWanted(request) ? WebSocketHandshake.Authorization(request) : Single(request.Headers.Authorization);

    private static string? Single(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values[0];
}
