using System.Diagnostics;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Http.Measuring;

/// <summary>
/// The span of a request, under the name the original gives it. A <c>traceparent</c> header becomes the parent only for members of
/// system:masters and system:monitoring, as there: anybody else could have all of his requests recorded, or forge the traces of others.
/// For them it is a link.
/// </summary>
internal static class RequestSpan
{
    /// <summary>Begins the span of a request whose sender is known; null if nobody wants it.</summary>
    public static Activity? Begin(RequestContext context, UserInfo user)
    {
        if (!Tracing.IsOn)
        {
            return null;
        }

        Activity.Current = null; // whatever the host has begun took the header for what it says
        var headers = context.Http.Request.Headers;
        var known = ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var remote);
        var trusted = known && IsTrusted(user);
        var span = Tracing.Source.StartActivity(
            NameOf(context), ActivityKind.Server, trusted ? remote : default,
            links: known && !trusted ? [new ActivityLink(remote)] : null);
        span?.SetTag("http.request.method", context.Http.Request.Method);
        span?.SetTag("url.path", context.Info.Path);
        span?.SetTag("audit-id", context.Http.Response.Headers[HeaderValues.AuditId].ToString());
        return span;
    }

    /// <summary>Ends a request's span.</summary>
    public static void End(RequestContext context)
    {
        if (context.Span is not { } span)
        {
            return;
        }

        var code = context.Http.Response.StatusCode;
        span.SetTag("http.response.status_code", code);
        if (code >= 500)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }

        span.Dispose();
    }

    private static bool IsTrusted(UserInfo user) => user.Groups.Contains("system:masters") || user.Groups.Contains("system:monitoring");

    private static string NameOf(RequestContext context)
    {
        var (info, method) = (context.Info, context.Http.Request.Method);
        if (!info.IsResource)
        {
            return method;
        }

        var prefix = info.Group.Length == 0 ? "/api" : $"/apis/{info.Group}";
        var ns = info.Namespace.Length > 0 ? "/namespaces/{:namespace}" : "";
        var name = info.Name.Length > 0 ? "/{:name}" : "";
        var subresource = info.Subresource.Length > 0 ? $"/{info.Subresource}" : "";
        return $"{method} {prefix}/{info.Version}{ns}/{info.Resource}{name}{subresource}";
    }
}
