using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Xunit;

namespace Orleans.KubeApi.Tests.Authorization;

public sealed class BasicAuthorizerTests
{
    private static readonly BasicAuthorizer Authorizer = new();
    private static readonly UserInfo Master = new("root", "", ["system:masters"]);
    private static readonly UserInfo Alice = new("alice", "", ["dev"]);

    [Theory]
    [InlineData("get", "/api", true)]
    [InlineData("get", "/api/v1", true)]
    [InlineData("get", "/apis/apps/v1", true)]
    [InlineData("get", "/openapi/v3", true)]
    [InlineData("get", "/version", true)]
    [InlineData("get", "/apisx", false)]
    [InlineData("get", "/", false)]
    [InlineData("get", "/metrics", false)]
    [InlineData("post", "/api", false)]
    public void IsAllowed_Path_OnlyDiscoveryForEverybody(string verb, string path, bool allowed)
    {
        var attributes = new RequestAttributes { IsResource = false, Verb = verb, Path = path };
        Assert.Equal(allowed, IsAllowed(Alice, attributes));
        Assert.True(IsAllowed(Master, attributes));
    }

    [Theory]
    [InlineData("get", "", "pods", "", false)]
    [InlineData("create", "authentication.k8s.io", "selfsubjectreviews", "", true)]
    [InlineData("create", "authentication.k8s.io", "selfsubjectreviews", "x", false)]
    [InlineData("create", "authentication.k8s.io", "tokenreviews", "", false)]
    [InlineData("", "", "pods", "", false)]
    public void IsAllowed_Resource_OnlyForMasters(string verb, string group, string resource, string subresource, bool allowed)
    {
        var attributes = new RequestAttributes
        {
            IsResource = true, Verb = verb, Path = "/", Group = group, Resource = resource, Subresource = subresource,
        };
        Assert.Equal(allowed, IsAllowed(Alice, attributes));
        Assert.True(IsAllowed(Master, attributes));
    }

    private static bool IsAllowed(UserInfo user, RequestAttributes attributes) =>
        Authorizer.AuthorizeAsync(user, attributes, TestContext.Current.CancellationToken).GetAwaiter().GetResult().IsAllowed;

    [Fact]
    public void Refusal_Path_SaysWhich()
    {
        var refusal = ForbiddenText.Refusal(Alice, new RequestAttributes { IsResource = false, Verb = "get", Path = "/x" });
        Assert.Equal((403, "forbidden: User \"alice\" cannot get path \"/x\""), (refusal.Status.Code, refusal.Message));
    }
}
