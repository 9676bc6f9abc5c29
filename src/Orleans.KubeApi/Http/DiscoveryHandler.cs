using Orleans.KubeApi.Discovery;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>Everything that is no API object: discovery, OpenAPI, version, and 404 for the rest.</summary>
internal static class DiscoveryHandler
{
    /// <summary>Answers a request for a path.</summary>
    /// <param name="context">The request.</param>
    /// <param name="serve">The discovery room.</param>
    public static ValueTask HandleAsync(RequestContext context, Func<DiscoveryRequest, DiscoveryAnswer?> serve)
    {
        var target = context.Target;
        if (target.DoubleSlashed)
        {
            return Answers.PageNotFoundAsync(context);
        }

        var headers = context.Http.Request.Headers;
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in new[] { "hash", "timeout", "pretty" })
        {
            if (target.Query.Get(name) is { } value)
            {
                query[name] = value;
            }
        }

        // The documents are made as JSON; the answer is turned into protobuf like any other.
        var isProtobuf = context.Accept.Format is { Protobuf: true, Projection: Projection.None }
            && target.Segments is ["api" or "apis", ..];
        var accept = isProtobuf ? "application/json" : headers.Accept.ToString();
        var answer = serve(new DiscoveryRequest(target.Path, query, accept, headers.IfNoneMatch.ToString()));
        if (answer is null && target.Path.StartsWith("/openapi/v3/", StringComparison.Ordinal))
        {
            context.Http.Response.StatusCode = 404; // the original's handler says nothing more
            return ValueTask.CompletedTask;
        }

        if (answer is null)
        {
            return NotFoundAsync(context, serve);
        }

        // What isn't behind the original's router does not look at the method.
        var anyMethod = target.Segments is [] or ["apis"] or ["apis", _] or ["openapi", ..];
        return anyMethod || context.Http.Request.Method == "GET" ? WriteAsync(context, answer) : throw StatusErrors.MethodNotAllowed();
    }

    // Below a served prefix the original's router answers with a Status, elsewhere with a page.
    private static ValueTask NotFoundAsync(RequestContext context, Func<DiscoveryRequest, DiscoveryAnswer?> serve)
    {
        var segments = context.Target.Segments;
        var known = segments is ["api", ..]
            || (segments is ["apis", var group, _, ..] && serve(new DiscoveryRequest($"/apis/{group}", NoQuery, "", "")) is not null);
        return known ? throw StatusErrors.NoSuchResource() : Answers.PageNotFoundAsync(context);
    }

    private static readonly Dictionary<string, string> NoQuery = [];

    private static ValueTask WriteAsync(RequestContext context, DiscoveryAnswer answer)
    {
        var response = context.Http.Response;
        response.StatusCode = answer.Code;
        foreach (var (name, value) in answer.Headers ?? [])
        {
            response.Headers[name] = value;
        }

        if (answer.ETag.Length > 0)
        {
            response.Headers.ETag = answer.ETag;
        }

        if (answer.ContentType.Length == 0)
        {
            return ValueTask.CompletedTask;
        }

        if (answer.ContentType == "application/json" && IsRendered(context))
        {
            return Answers.JsonAsync(context, answer.Code, answer.Body, context.Accept.ErrorFormat);
        }

        response.Headers.ContentType = answer.ContentType;
        if (answer.Gzip.Length > 0 && GzipOutput.IsWanted(context.Http.Request))
        {
            GzipOutput.Mark(response);
            return Answers.BytesAsync(context, answer.Gzip);
        }

        return Answers.BytesAsync(context, answer.Body);
    }

    private static bool IsRendered(RequestContext context) =>
        context.Accept.ErrorFormat is { Yaml: true } or { Protobuf: true }
        || PrettyRule.Applies(context.Http.Request, context.Target.Query);
}
