using System.Collections.Frozen;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Catalog;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class AnonymousTests
{
    [Fact]
    public async Task S1_AnonymousOnEveryRoute_IsForbiddenButForHealthAndVersion()
    {
        await using var front = new FrontEnd();
        var routes = BuiltInCatalog.Load().Types.Select(t => t.Kind.Group.Length == 0
            ? $"/api/{t.Kind.Version}/{t.Resource.Resource}"
            : $"/apis/{t.Kind.Group}/{t.Kind.Version}/{t.Resource.Resource}").ToList();
        Assert.True(routes.Count > 50);
        foreach (var route in routes.Concat(["/api", "/apis", "/openapi/v2", "/metrics", "/", "/logs", "/readyz/etcd", "/debug/pprof"]))
        {
            foreach (var method in new[] { "GET", "POST", "DELETE", "PATCH", "PUT" })
            {
                Assert.Equal((method, route, 403), (method, route, (await front.SendAsync(method, route, token: null)).Code));
            }
        }

        foreach (var open in new[] { "/healthz", "/livez", "/readyz", "/version" })
        {
            Assert.Equal((open, 200), (open, (await front.SendAsync("GET", open, token: null)).Code));
            Assert.Equal((open, 403), (open, (await front.SendAsync("POST", open, token: null)).Code));
        }
    }

    [Fact]
    public async Task S1_AnonymousPaths_AreTheOnlyOpenOnes()
    {
        await using var front = new FrontEnd(
            anonymous: new AnonymousRules(Enabled: true, new[] { "/livez" }.ToFrozenSet(StringComparer.Ordinal)));

        Assert.Equal(200, (await front.SendAsync("GET", "/livez", token: null)).Code);
        Assert.Equal(401, (await front.SendAsync("GET", "/readyz", token: null)).Code);
        Assert.Equal(401, (await front.SendAsync("GET", "/livez/etcd", token: null)).Code);
        Assert.Equal(401, (await front.SendAsync("GET", "/api/v1/pods", token: null)).Code);
        Assert.Equal(200, (await front.SendAsync("GET", "/readyz", token: "alice")).Code);
    }
}
