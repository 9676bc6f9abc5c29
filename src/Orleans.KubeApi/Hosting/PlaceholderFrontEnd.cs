using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orleans.KubeApi.Hosting;

/// <summary>Stands in for the front end until it is composed: health only.</summary>
internal static class PlaceholderFrontEnd
{
    /// <summary>Answers /livez, /healthz and /readyz; everything else is 503.</summary>
    public static Task AnswerAsync(HttpContext context, ServerState state)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var why = target is "/livez" or "/healthz" ? null : target is "/readyz" ? state.WhyNotReady() : "no front end";
        context.Response.StatusCode = why is null ? 200 : 503;
        return context.Response.WriteAsync(why ?? "ok");
    }
}
