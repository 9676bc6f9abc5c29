using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authentication.Certificates;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Http.Auditing;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Http.Handlers;
using Orleans.KubeApi.Http.Health;
using Orleans.KubeApi.Http.Impersonating;
using Orleans.KubeApi.Http.Measuring;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Pages;
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
/// <item>Impersonation: who may act as somebody else does so for everything below.</item>
/// <item>Health pages: open to everybody and not limited, a probe must get through when nothing else does.</item>
/// <item>Flow control: after authentication as in the original, so that floods without credentials take no seats, and because who asks
/// decides whom he shares them with.</item>
/// <item>Authorization: before the existence of anything shows, so an unknown resource is 403 to those who may not ask.</item>
/// <item>Routing and handler; only handlers read bodies.</item>
/// </list>
/// There is no middleware stack and no router of the framework behind this: <c>app.Run(pipeline.InvokeAsync)</c>.
/// </summary>
internal sealed class KubeApiPipeline
{
    private readonly PipelineParts _parts;
    private readonly RequestLimits _limits;
    private readonly AcceptCache _accepts = new();
    private readonly HealthPages _health;
    private readonly ServerPages? _pages;
    private readonly HandlerServices _services;
    private readonly WatchForms _forms;
    private readonly ModeMemory _impersonations = new();

    public KubeApiPipeline(PipelineParts parts)
    {
        _parts = parts;
        _limits = new RequestLimits(
            new InFlightLimits(parts.Options),
            parts.Flow is { } flow ? new FlowGate(flow, parts.Caches, parts.Options, parts.Time) : null);
        _health = new HealthPages(parts.Readiness, parts.Metrics?.Health);
        _pages = parts.Facts is { } facts ? new ServerPages(facts, parts.Time) : null;
        _services = new HandlerServices(parts.Caches, parts.Store, parts.Tables, parts.Stopping)
        {
            Accounts = parts.Accounts,
            Authenticator = parts.Authenticator,
            Authorizer = parts.Authorizer,
            Watches = parts.Metrics?.Watches,
        };
        _forms = new WatchForms(parts.Tables, parts.Time);
    }

    /// <summary>Answers one request. Never throws.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        using var context = new RequestContext(http, _parts.Options, _parts.Time);
        var began = _parts.Metrics?.Requests.Begin() ?? 0;
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

        _parts.Metrics?.Requests.End(context, began);
        RequestSpan.End(context);
    }

    private ValueTask AnswerAsync(RequestContext context, HttpContext http)
    {
        var request = http.Request;
        var headers = http.Response.Headers;
        headers[HeaderValues.AuditId] = AuditIds.Of(request);
        headers.CacheControl = HeaderValues.NoCache;
        if (_parts.Options.StrictTransportSecurity is { } strict)
        {
            headers.StrictTransportSecurity = strict;
        }

        context.Accept = _accepts.Get(request.Headers.Accept.Count == 0 ? null : request.Headers.Accept.ToString());

        if (RequestTarget.Parse(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) is not { } target)
        {
            return PanicGuard.MalformedAsync(context);
        }

        if (request.Headers.TransferEncoding is { Count: > 0 } coding
            && !string.Equals(coding.ToString(), "chunked", StringComparison.OrdinalIgnoreCase))
        {
            return PanicGuard.MalformedAsync(context); // what a proxy in front may have read differently
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

        var certificate = http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        var presented = certificate is null ? default
            : new PresentedCertificate(certificate, http.Features.Get<ClientIntermediates>()?.Certificates);
        var judging = _parts.Authenticator.AuthenticateAsync(presented, Credentials(request), request.Headers, http.RequestAborted);
        return judging.IsCompletedSuccessfully ? AnswerAsync(context, judging.Result) : AnswerAsync(context, judging);
    }

    private async ValueTask AnswerAsync(RequestContext context, ValueTask<AuthenticationOutcome> judging) =>
        await AnswerAsync(context, await judging);

    private ValueTask AnswerAsync(RequestContext context, AuthenticationOutcome outcome)
    {
        var isAnonymous = outcome.User is null;
        if (outcome.Invalid || (isAnonymous && !_parts.Authenticator.Anonymous.Allows(context.Info.Path)))
        {
            _parts.Metrics?.Access.Authenticated(null);
            throw StatusErrors.Unauthorized(); // also on open pages: a wrong credential is a mistake that must show
        }

        var user = outcome.User ?? UserInfo.Anonymous;
        _parts.Metrics?.Access.Authenticated(user);
        context.Span = RequestSpan.Begin(context, user);
        var headers = context.Http.Request.Headers;
        var wanted = ImpersonationHeaders.Any(headers) ? ImpersonationHeaders.Read(headers) : null;
        var isOpen = IsOpen(context) && wanted is null;
        context.User = isOpen ? null : user;
        return context.Audit is null && wanted is null ? AnswerAsync(context, isOpen) : AnswerFullyAsync(context, user, wanted, isOpen);
    }

    private async ValueTask AnswerFullyAsync(RequestContext context, UserInfo user, UserInfo? wanted, bool isOpen)
    {
        if (context.Audit is { } audit)
        {
            await audit.BeginAsync(user);
        }

        if (wanted is not null)
        {
            var impersonator = new Impersonator(_parts.Authorizer, _impersonations, context.Http.RequestAborted);
            var allowed = await impersonator.ResolveAsync(user, wanted, context.Info.Attributes);
            (context.Impersonator, context.User) = (user, allowed.User);
            context.ImpersonationConstraint = allowed.Constraint;
            context.Audit?.Impersonates(allowed.User);
        }

        await AnswerAsync(context, isOpen);
    }

    private ValueTask AnswerAsync(RequestContext context, bool isOpen) => isOpen ? HandleAsync(context) : LimitedAsync(context);

    private async ValueTask LimitedAsync(RequestContext context)
    {
        try
        {
            await _limits.EnterAsync(context);
            _parts.Metrics?.Requests.LetIn(context);
            var attributes = context.Info.Attributes;
            var decision = await _parts.Authorizer.AuthorizeAsync(context.User!, attributes, context.Http.RequestAborted);
            _parts.Metrics?.Access.Authorized(decision);
            context.Audit?.Authorized(decision.IsAllowed, decision.Reason);
            if (!decision.IsAllowed)
            {
                if (decision.Error.Length > 0)
                {
                    throw StatusErrors.Internal(decision.Error); // not a no for good: as the original, and never a yes
                }

                throw ForbiddenText.Refusal(context.User!, attributes, decision.Reason);
            }

            await HandleAsync(context);
        }
        finally
        {
            _limits.Leave(context);
        }
    }

    private ValueTask HandleAsync(RequestContext context)
    {
        var info = context.Info;
        if (!info.IsResource || context.Target.DoubleSlashed)
        {
            if (_parts.Flow is { } flow && FlowPages.Find(context.Target, flow, _parts.Time) is { } page)
            {
                return Answers.TextAsync(context, 200, Encoding.UTF8.GetBytes(page));
            }

            context.IsHandled = true;
            if (_parts.Metrics is { } metrics && MetricsPage.Find(context.Target, metrics) is { } registry
                && context.Http.Request.Method is "GET" or "HEAD")
            {
                return MetricsPage.AnswerAsync(context, registry);
            }

            if (_pages is { } pages && ServerPages.IsMeant(context.Target))
            {
                return pages.AnswerAsync(context);
            }

            if (_parts.Dashboard is { } dashboard
                && context.Target is { Unroutable: false, Segments: [PipelineParts.DashboardSegment, ..] })
            {
                return new ValueTask(dashboard(context.Http));
            }

            return HealthPages.EndpointOf(context.Target) is { } endpoint
                ? _health.AnswerAsync(context, endpoint)
                : DiscoveryHandler.HandleAsync(context, _parts.Discovery);
        }

        if (ResourceRoute.Find(_parts.Catalog(), info, context.Target, context.Http.Request.Method) is not { } type)
        {
            return Answers.PageNotFoundAsync(context);
        }

        (context.Type, context.IsHandled) = (type, true);
        _parts.Metrics?.Requests.Routed(context);
        if (type.Deprecation.Length > 0)
        {
            WarningHeaders.Add(context.Http.Response, [type.Deprecation]);
        }

        return VerbTable.RunAsync(context, _services, _forms);
    }

    // The whole health pages and the version are for everybody; a single check is not, as in the original.
    private static bool IsOpen(RequestContext context) => context.Http.Request.Method is "GET" or "HEAD"
        && context.Target is { Unroutable: false, Segments: ["healthz" or "livez" or "readyz" or "version"] };

    private static string? Credentials(HttpRequest request) => request.Headers.Authorization.Count == 0
        && WebSocketHandshake.IsWanted(request) ? WebSocketHandshake.Authorization(request) : Single(request.Headers.Authorization);

    private static string? Single(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values[0];
}
