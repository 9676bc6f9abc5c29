using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;
using Orleans.KubeApi.Http;

namespace Orleans.KubeApi.Hosting.Silo;

/// <summary>
/// Orleans' own dashboard behind our pipeline: authentication, audit, flow control and authorization have let a request pass before the
/// dashboard's routes see it. Its profiler is a filter around every grain call, which rests while nobody looks.
/// </summary>
internal static class DashboardMount
{
    /// <summary>Adds what the dashboard collects. The live log stays hidden: it may say more than who looks may read.</summary>
    public static void Configure(ISiloBuilder silo)
    {
        silo.AddDashboard(static dashboard => dashboard.HideTrace = true);
        silo.Services.AddRouting();
    }

    /// <summary>The dashboard's routes as one delegate; null without <see cref="KubeApiOptions.OrleansDashboard"/>.</summary>
    public static RequestDelegate? Create(IServiceProvider services)
    {
        if (!services.GetRequiredService<KubeApiOptions>().OrleansDashboard)
        {
            return null;
        }

        var app = new ApplicationBuilder(services);
        app.UseRouting();
        app.UseEndpoints(static routes => routes.MapOrleansDashboard($"/{PipelineParts.DashboardSegment}"));
        return app.Build();
    }
}
