using Orleans.KubeApi.Http;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class RequestInfoTests
{
    [Theory]
    [InlineData("GET", "/api/v1/pods", "list  v1  pods  ")]
    [InlineData("GET", "/api/v1/namespaces/n/pods", "list  v1 n pods  ")]
    [InlineData("GET", "/api/v1/namespaces/n/pods/x", "get  v1 n pods  x")]
    [InlineData("HEAD", "/api/v1/namespaces/n/pods/x", "get  v1 n pods  x")]
    [InlineData("GET", "/api/v1/namespaces/n/pods/x/log", "get  v1 n pods log x")]
    [InlineData("GET", "/apis/apps/v1/deployments?watch=1", "watch apps v1  deployments  ")]
    [InlineData("GET", "/apis/apps/v1/deployments?watch", "watch apps v1  deployments  ")]
    [InlineData("GET", "/apis/apps/v1/deployments?watch=notabool", "watch apps v1  deployments  ")]
    [InlineData("GET", "/apis/apps/v1/deployments?watch=0", "list apps v1  deployments  ")]
    [InlineData("GET", "/apis/apps/v1/deployments?watch=False", "list apps v1  deployments  ")]
    [InlineData("GET", "/api/v1/namespaces/n/pods/x?watch=true", "get  v1 n pods  x")]
    [InlineData("GET", "/api/v1/watch/namespaces/n/pods/x", "watch  v1 n pods  x")]
    [InlineData("GET", "/api/v1/watch/pods", "watch  v1  pods  ")]
    [InlineData("GET", "/api/v1/proxy/namespaces/n/pods/x/status", "proxy  v1 n pods  x")]
    [InlineData("POST", "/api/v1/namespaces/n/pods", "create  v1 n pods  ")]
    [InlineData("PUT", "/api/v1/namespaces/n/pods/x/status", "update  v1 n pods status x")]
    [InlineData("PATCH", "/api/v1/nodes/x", "patch  v1  nodes  x")]
    [InlineData("DELETE", "/api/v1/nodes/x", "delete  v1  nodes  x")]
    [InlineData("DELETE", "/api/v1/nodes", "deletecollection  v1  nodes  ")]
    [InlineData("GET", "/api/v1/namespaces", "list  v1  namespaces  ")]
    [InlineData("GET", "/api/v1/namespaces/n", "get  v1 n namespaces  n")]
    [InlineData("PUT", "/api/v1/namespaces/n/finalize", "update  v1 n namespaces finalize n")]
    [InlineData("PUT", "/api/v1/namespaces/n/status", "update  v1 n namespaces status n")]
    [InlineData("FOO", "/api/v1/pods", "  v1  pods  ")]
    [InlineData("GET", "/api/v1/pods?fieldSelector=metadata.name%3Dx", "list  v1  pods  x")]
    [InlineData("GET", "/api/v1/pods?fieldSelector=metadata.name%3D..", "list  v1  pods  ")]
    [InlineData("GET", "/api/v1/clusterroles/system%3Anode", "get  v1  clusterroles  system:node")]
    public void Of_ResourcePath_ReadsAllParts(string method, string target, string expected)
    {
        var info = RequestInfo.Of(method, RequestTarget.Parse(target)!);
        Assert.True(info.IsResource);
        Assert.Equal(expected, $"{info.Verb} {info.Group} {info.Version} {info.Namespace} {info.Resource} {info.Subresource} {info.Name}");
    }

    [Theory]
    [InlineData("/api/v1/pods?watch=1", true)]
    [InlineData("/api/v1/watch/pods", true)]
    [InlineData("/api/v1/proxy/nodes/n", true)]
    [InlineData("/api/v1/namespaces/n/pods/x/exec", true)]
    [InlineData("/api/v1/namespaces/n/pods/x/attach", true)]
    [InlineData("/api/v1/namespaces/n/pods/x/portforward", true)]
    [InlineData("/api/v1/namespaces/n/pods/x/log", true)]
    [InlineData("/api/v1/namespaces/n/services/x/proxy/a", true)]
    [InlineData("/debug/pprof/profile", true)]
    [InlineData("/debug/flags", false)]
    [InlineData("/api/v1/namespaces/n/pods/x/status", false)]
    [InlineData("/api/v1/namespaces/n/pods/log", false)]
    [InlineData("/api/v1/pods", false)]
    public void IsLongRunning_WatchesConnectionsAndProfiles(string target, bool expected) =>
        Assert.Equal(expected, RequestInfo.Of("GET", RequestTarget.Parse(target)!).IsLongRunning);

    [Theory]
    [InlineData("GET", "/", "get")]
    [InlineData("GET", "/api", "get")]
    [InlineData("GET", "/api/v1", "get")]
    [InlineData("GET", "/apis/apps/v1/", "get")]
    [InlineData("POST", "/version", "post")]
    [InlineData("GET", "/other/a/b/c/d", "get")]
    public void Of_OtherPath_IsNoResource(string method, string target, string verb)
    {
        var info = RequestInfo.Of(method, RequestTarget.Parse(target)!);
        Assert.False(info.IsResource);
        Assert.Equal(verb, info.Verb);
    }

    [Theory]
    [InlineData("/a/%2e%2e/b", "a|..|b", false)]
    [InlineData("/a/../b", "a|..|b", false)]
    [InlineData("/a%2fb", "a/b", true)]
    [InlineData("//a/b", "a|b", true)]
    [InlineData("/a//b", "a||b", true)]
    [InlineData("/a/b/", "a|b", false)]
    [InlineData("http://host:1/a/b?c", "a|b", false)]
    [InlineData("*", "", false)]
    [InlineData("/%C3%A4", "ä", false)]
    public void Parse_Target_SplitsBeforeItDecodes(string target, string segments, bool unroutable)
    {
        var parsed = RequestTarget.Parse(target)!;
        Assert.Equal(segments, string.Join('|', parsed.Segments));
        Assert.Equal(unroutable, parsed.Unroutable);
    }

    [Theory]
    [InlineData("/a%zz")]
    [InlineData("/a%2")]
    [InlineData("/a%")]
    public void Parse_BrokenEscape_IsRefused(string target) => Assert.Null(RequestTarget.Parse(target));

    [Fact]
    public void Query_GoRules_DropsMalformedPairs()
    {
        var query = RequestTarget.Parse("/?a=1&b=x+y%2B&c;d=2&e=%zz&a=3&f")!.Query;
        Assert.Equal("1", query.Get("a"));
        Assert.Equal(["1", "3"], query.All("a"));
        Assert.Equal("x y+", query.Get("b"));
        Assert.Null(query.Get("c;d"));
        Assert.Null(query.Get("e"));
        Assert.Equal("", query.Get("f"));
    }
}
