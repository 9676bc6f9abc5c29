using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orleans.KubeApi.Hosting.Failing;

/// <summary>Dies before the answer to a write that succeeded, or in the middle of what a watch sends.</summary>
internal static class FailingAnswers
{
    /// <summary>In front of everything, if the failpoints are switched on; otherwise the application stays as it is.</summary>
    public static void Use(IApplicationBuilder app)
    {
        if (Failpoints.FromEnvironment() is { } points)
        {
            app.Use(next => context => RunAsync(next, context, points));
        }
    }

    private static async Task RunAsync(RequestDelegate next, HttpContext context, Failpoints points)
    {
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var body = new StreamResponseBodyFeature(new FailingBody(inner.Stream, PlaceOf(context.Request), context.Response, points), inner);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(context);
            await body.CompleteAsync();
        }
        finally
        {
            context.Features.Set(inner);
        }
    }

    private static string? PlaceOf(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) ? FailingBody.Reply : request.Query.ContainsKey("watch") ? FailingBody.Watch : null;
}
