using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.Health;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class PipelineTests
{
    private const string Maps = "/api/v1/namespaces/d/configmaps";
    private const string Missing = "the server could not find the requested resource";
    private const string NotAllowed = "the server does not allow this method on the requested resource";

    [Theory]
    [InlineData("GET", "/api/v1/nosuch", 404, Missing)]
    [InlineData("GET", "/api/v9/pods", 404, Missing)]
    [InlineData("GET", "/api/v9", 404, Missing)]
    [InlineData("GET", "/apis/apps/v9/deployments", 404, Missing)]
    [InlineData("GET", "/apis/apps/v9", 404, Missing)]
    [InlineData("GET", Maps + "/fixed/a/b/c", 404, Missing)]
    [InlineData("GET", Maps + "/fixed/nosuch", 404, Missing)]
    [InlineData("GET", Maps + "/../secrets/s", 404, Missing)]
    [InlineData("GET", Maps + "/a%2fb", 404, Missing)]
    [InlineData("GET", "/api/v1/configmaps/x", 404, Missing)]
    [InlineData("GET", "/api/v1/namespaces/d/nodes", 404, Missing)]
    [InlineData("GET", Maps + "/%2e%2e", 400, "Name parameter invalid: \"..\": may not be '..'")]
    [InlineData("GET", Maps + "/nope", 404, "configmaps \"nope\" not found")]
    [InlineData("GET", "/api/v1/namespaces/d/pods/x/status/y", 404, Missing)]
    [InlineData("PUT", Maps, 405, NotAllowed)]
    [InlineData("POST", Maps + "/fixed", 405, NotAllowed)]
    [InlineData("PATCH", Maps, 405, NotAllowed)]
    [InlineData("FOO", Maps, 405, NotAllowed)]
    [InlineData("TRACE", Maps, 405, NotAllowed)]
    [InlineData("OPTIONS", Maps, 405, NotAllowed)]
    [InlineData("DELETE", "/api/v1/namespaces", 405, NotAllowed)]
    [InlineData("POST", "/api", 405, NotAllowed)]
    [InlineData("POST", "/version", 405, NotAllowed)]
    [InlineData("POST", "/api/v1/namespaces/d/pods/x/status", 405, NotAllowed)]
    [InlineData("GET", "/api/v1/namespaces/d/pods/x/binding", 405, NotAllowed)]
    [InlineData("POST", "/apis/apps/v1/deployments", 405, NotAllowed)]
    [InlineData("GET", Maps + "?timeout=abc", 400, "invalid timeout specified in the request URL - time: invalid duration \"abc\"")]
    public async Task Request_ThatNothingServes_AnswersAsRecorded(string method, string target, int code, string message)
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync(method, target);
        Assert.Equal((code, message), (answer.Code, answer.Message));
        Assert.Equal("Failure", answer.Json.Text("status"));
    }

    [Theory]
    [InlineData("/apis/nosuch.example/v1/foos")]
    [InlineData("/apis/nosuch.example")]
    [InlineData("/nosuch")]
    [InlineData("//api/v1//namespaces")]
    public async Task Request_OutsideTheApi_AnswersAPage(string target)
    {
        await using var front = new FrontEnd();
        var answer = await front.GetAsync(target);
        Assert.Equal((404, "404 page not found\n"), (answer.Code, answer.Text));
        Assert.Equal("text/plain; charset=utf-8", answer.Headers.ContentType.ToString());
    }

    [Fact]
    public async Task Request_Head_AnswersWithoutBody()
    {
        await using var front = new FrontEnd();
        front.Feed.Put("d/fixed");
        var answer = await front.SendAsync("HEAD", Maps + "/fixed");
        Assert.Equal((405, ""), (answer.Code, answer.Text));
    }

    [Fact]
    public async Task Request_BrokenEscape_IsAPlain400()
    {
        await using var front = new FrontEnd();
        var answer = await front.GetAsync(Maps + "/a%zz");
        Assert.Equal((400, "400 Bad Request"), (answer.Code, answer.Text));
    }

    [Theory]
    [InlineData(null, "/api/v1/pods", 403)]
    [InlineData("wrong", "/api/v1/pods", 401)]
    [InlineData("wrong", "/healthz", 401)]
    [InlineData(null, "/healthz", 200)]
    [InlineData(null, "/readyz/etcd", 403)]
    [InlineData("admin", "/readyz/etcd", 200)]
    [InlineData("admin", "/openapi/v3/apis/none/v1", 404)]
    [InlineData(null, "/version", 200)]
    [InlineData(null, "/api", 403)]
    [InlineData("alice", "/api", 200)]
    [InlineData("alice", "/metrics", 403)]
    [InlineData("alice", Maps, 403)]
    [InlineData("admin", Maps, 200)]
    public async Task Request_Credentials_DecideWhatIsOpen(string? token, string target, int code)
    {
        await using var front = new FrontEnd();
        Assert.Equal(code, (await front.SendAsync("GET", target, token: token)).Code);
    }

    [Theory]
    [InlineData("bogus", 417)]
    [InlineData("100-continue", 201)]
    public async Task Request_Expectation_OnlyContinueIsMet(string expect, int code)
    {
        await using var front = new FrontEnd();
        Assert.Equal(code, (await front.SendAsync("POST", Maps, "{}", headers: $"Expect: {expect}")).Code);
    }

    [Theory]
    [InlineData("POST", "/healthz", 200)]
    [InlineData("OPTIONS", "/livez/ping", 200)]
    [InlineData("HEAD", "/readyz", 200)]
    [InlineData("POST", "/", 200)]
    [InlineData("PUT", "/apis/apps", 200)]
    [InlineData("POST", "/version", 405)]
    [InlineData("POST", "/api", 405)]
    [InlineData("GET", "/healthz/", 404)]
    [InlineData("GET", "/livez/ping/", 404)]
    [InlineData("GET", "/metrics/", 404)]
    [InlineData("GET", "/version/", 200)]
    public async Task Request_OutsideOfTheRouter_IsLookedUpByPathAlone(string method, string target, int code)
    {
        await using var front = new FrontEnd();
        Assert.Equal(code, (await front.SendAsync(method, target)).Code);
    }

    [Fact]
    public async Task Request_WithoutCredentials_IsAnonymousUnlessForbidden()
    {
        await using var front = new FrontEnd();
        Assert.Equal(
            "namespaces is forbidden: User \"system:anonymous\" cannot list resource \"namespaces\" in API group \"\" at the cluster scope",
            (await front.SendAsync("GET", "/api/v1/namespaces", token: null)).Message);
        await using var closed = new FrontEnd(anonymous: AnonymousRules.Nowhere);
        Assert.Equal(401, (await closed.SendAsync("GET", "/api/v1/namespaces", token: null)).Code);
        Assert.Equal(401, (await closed.SendAsync("GET", "/livez", token: null)).Code);
    }

    [Fact]
    public async Task Request_Forbidden_SaysWhoMayNotDoWhat()
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync("GET", "/api/v1/namespaces/n/pods/x/log", token: "alice");
        Assert.Equal(
            "pods \"x\" is forbidden: User \"alice\" cannot get resource \"pods/log\" in API group \"\" in the namespace \"n\"",
                answer.Message);
        answer = await front.SendAsync("DELETE", "/apis/apps/v1/deployments", token: "alice");
        Assert.Equal(
            "deployments.apps is forbidden: User \"alice\" cannot deletecollection resource \"deployments\" in API group \"apps\" at "
                + "the cluster scope",
            answer.Message);
    }

    [Fact]
    public async Task Request_AuditId_IsEchoedOrMade()
    {
        await using var front = new FrontEnd();
        Assert.Equal("abc-1", (await front.GetAsync("/version", "Audit-Id: abc-1")).Headers["Audit-Id"]);
        Assert.True(Guid.TryParse((await front.GetAsync("/version", "Audit-Id: bad id")).Headers["Audit-Id"], out _));
        Assert.Equal(64, (await front.GetAsync("/version", $"Audit-Id: {new string('a', 99)}")).Headers["Audit-Id"].ToString().Length);
        Assert.Equal("no-cache, private", (await front.GetAsync(Maps)).Headers.CacheControl);
    }

    [Fact]
    public async Task Request_BeyondLimit_Is429WithRetryAfter()
    {
        await using var front = new FrontEnd(new PipelineOptions { MaxReads = 0 });
        var answer = await front.GetAsync(Maps);
        Assert.Equal((429, "1"), (answer.Code, answer.Headers.RetryAfter.ToString()));
        Assert.Equal(200, (await front.GetAsync("/healthz")).Code);
    }

    [Fact]
    public async Task Limits_AfterRequests_AreFreeAgain()
    {
        await using var front = new FrontEnd(new PipelineOptions { MaxReads = 1 });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await front.GetAsync(Maps)).Code);
            Assert.Equal(404, (await front.GetAsync(Maps + "/x")).Code);
        }
    }

    [Fact]
    public async Task Request_SiloMayNotServe_Is503()
    {
        await using var front = new FrontEnd { MayServe = false };
        var answer = await front.GetAsync(Maps);
        Assert.Equal((503, "1"), (answer.Code, answer.Headers.RetryAfter.ToString()));
    }

    [Fact]
    public async Task Request_HandlerBreaks_TellsNoDetail()
    {
        await using var front = new FrontEnd();
        front.Store.Answer = _ => throw new InvalidOperationException("secret");
        var answer = await front.SendAsync("POST", Maps, "{}");
        Assert.Equal((500, "InternalError"), (answer.Code, answer.Json.Text("reason")));
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_FailingCheck_Is500AndCanBeExcluded()
    {
        await using var front = new FrontEnd();
        front.Health.Add(new HealthResult("poststarthook/x", Ok: false));
        var answer = await front.GetAsync("/readyz");
        Assert.Equal(500, answer.Code);
        Assert.Equal("[+]ping ok\n[+]etcd ok\n[-]poststarthook/x failed: reason withheld\nreadyz check failed\n", answer.Text);
        Assert.Equal("ok", (await front.GetAsync("/readyz?exclude=poststarthook/x")).Text);
        Assert.Equal(500, (await front.GetAsync("/livez/poststarthook/x")).Code);
        Assert.Equal(404, (await front.GetAsync("/livez/nothing")).Code);
        Assert.Equal(
            "[+]ping ok\n[+]etcd excluded: ok\n[+]poststarthook/x excluded: ok\nlivez check passed\n",
            (await front.GetAsync("/livez?verbose&exclude=etcd&exclude=poststarthook/x")).Text);
    }

    [Fact]
    public async Task WhoAmI_AnyUser_TellsTheRequestsOwnUser()
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}", token: "alice");
        Assert.Equal(201, answer.Code);
        Assert.Equal(
            """{"username":"alice","uid":"uid-alice","groups":["dev","system:authenticated"]}""",
            answer.Json.Object("status")!.Object("userInfo")!.ToString());
    }

    [Theory]
    [InlineData("{bad", "", 400, "BadRequest")]
    [InlineData("""{"kind":"Pod","apiVersion":"v1"}""", "", 400, "BadRequest")]
    [InlineData("""{"foo":1}""", "?fieldValidation=Strict", 400, "BadRequest")]
    [InlineData("{}", "?dryRun=Foo", 422, "Invalid")]
    public async Task WhoAmI_BodyOrOptionsWrong_IsRefused(string body, string query, int code, string reason)
    {
        await using var front = new FrontEnd();
        var answer = await front.SendAsync("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews" + query, body, token: "alice");
        Assert.Equal((code, reason), (answer.Code, answer.Json.Text("reason")));
    }

    [Theory]
    [InlineData("""{"uid":"x","creationTimestamp":"2020-01-01T00:00:00Z"}""", """{"verb":"get"}""", 201, null)]
    [InlineData("""{"name":"x"}""", """{"verb":"get"}""", 422, "metadata")]
    [InlineData("{}", """{"verb":"list","labelSelector":{"requirements":[{"key":"a","operator":"In","values":["b","!"]}]}}""", 422,
        "spec.resourceAttributes.labelSelector.requirements[0].values[1]")]
    public async Task AccessReview_OddQuestions_AnswerAsTheOriginal(string metadata, string asked, int code, string? field)
    {
        await using var front = new FrontEnd();
        var body = $$$"""{"metadata":{{{metadata}}},"spec":{"user":"x","resourceAttributes":{{{asked}}}}}""";

        var answer = await front.SendAsync("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", body);

        var cause = answer.Json.Object("details")?.Array("causes")?.Items.Single() as ObjectNode;
        Assert.Equal((code, field), (answer.Code, cause?.Text("field")));
    }

    [Theory]
    [InlineData("POST", "/apis/authentication.k8s.io/v1/tokenreviews")]
    [InlineData("POST", "/api/v1/namespaces/d/serviceaccounts/x/token")]
    public async Task Request_PartNotBuiltYet_IsAClear501(string method, string target)
    {
        await using var front = new FrontEnd();
        Assert.Equal(501, (await front.SendAsync(method, target, "{}")).Code);
    }
}
