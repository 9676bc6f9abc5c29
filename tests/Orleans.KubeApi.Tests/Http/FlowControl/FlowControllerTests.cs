using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Resources.Bootstrapping;
using Xunit;
using static Orleans.KubeApi.Tests.Http.FlowControl.FlowTrees;

namespace Orleans.KubeApi.Tests.Http.FlowControl;

public sealed class FlowControllerTests
{
    private const string Account = "system:serviceaccount:";
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/";

    [Theory]
    [InlineData("admin", "system:masters", "GET", "/api/v1/pods", "exempt")]
    [InlineData("system:masters", "system:authenticated", "GET", "/api/v1/pods", "global-default")]
    [InlineData("exempt", "exempt", "DELETE", "/api/v1/pods", "global-default")]
    [InlineData("alice", "dev", "GET", "/healthz", "probes")]
    [InlineData("alice", "dev", "GET", "/livez/etcd", "probes")]
    [InlineData("alice", "dev", "GET", "/healthzz", "global-default")]
    [InlineData("alice", "dev", "POST", "/healthz", "global-default")]
    [InlineData("alice", "dev", "GET", "/api/v1/namespaces/x", "global-default")]
    [InlineData("system:kube-scheduler", "x", "PUT", Leases + "kube-system/leases/a", "system-leader-election")]
    [InlineData("system:kube-scheduler", "x", "DELETE", Leases + "kube-system/leases/a", "kube-scheduler")]
    [InlineData("system:kube-scheduler", "x", "GET", "/api/v1/pods", "kube-scheduler")]
    [InlineData("system:kube-controller-manager", "x", "GET", "/api", "kube-controller-manager")]
    [InlineData(Account + "kube-system:job", "system:serviceaccounts", "GET", "/api/v1/pods", "kube-system-service-accounts")]
    [InlineData(Account + "kube-systematic:job", "system:serviceaccounts", "GET", "/api/v1/pods", "service-accounts")]
    [InlineData("system:node:n1", "system:nodes", "PATCH", "/api/v1/nodes/n1/status", "system-node-high")]
    [InlineData("system:node:n1", "system:nodes", "PUT", Leases + "kube-node-lease/leases/n1", "system-node-high")]
    [InlineData("system:node:n1", "system:nodes", "GET", "/api/v1/pods", "system-nodes")]
    public void Classify_DefaultSchemas_ChoosesAsTheOriginal(string user, string group, string method, string target, string expected)
    {
        var found = Defaults().Current.Classify(new UserInfo(user, "", [group]), Info(method, target));
        Assert.Equal(expected, found.Name);
    }

    [Fact]
    public void Classify_Anonymous_IsGlobalDefault() =>
        Assert.Equal("global-default", Defaults().Current.Classify(UserInfo.Anonymous, Info("GET", "/api/v1/pods")).Name);

    [Fact]
    public void Classify_NothingConfigured_HasTheMandatoryTwo()
    {
        var current = new FlowController(600, new FakeTimeProvider()).Current;
        Assert.Equal(["exempt", "catch-all"], current.Schemas.Select(s => s.Name));
        Assert.Equal("exempt", current.Classify(new UserInfo("a", "", ["system:masters"]), Info("GET", "/api/v1/pods")).Name);
        Assert.Equal("catch-all", current.Classify(new UserInfo("a", "", []), Info("GET", "/api/v1/pods")).Name);
        Assert.Equal("catch-all", current.Classify(UserInfo.Exactly("a", "", []), Info("GET", "/api/v1/pods")).Name);
    }

    [Fact]
    public void Update_BrokenAndDanglingObjects_AreIgnored()
    {
        var controller = new FlowController(600, new FakeTimeProvider());
        controller.Update(
            [
                Parse("""{"metadata":{"name":"exempt"},"spec":{"type":"Limited"}}"""),
                Parse("""{"metadata":{"name":"mine"},"spec":{"type":"Exempt","exempt":{}}}"""),
                Parse("""{"metadata":{"name":"half"},"spec":{"type":"Limited","limited":{"limitResponse":{"type":"Queue"}}}}"""),
                Parse("""{"metadata":{"name":"empty"}}"""),
            ],
            [
                SchemaTree("a", "mine", "*", 1), SchemaTree("b", "half", "*", 1), SchemaTree("c", "nosuch", "*", 1),
                Parse("""{"metadata":{"name":"d"}}"""),
            ]);
        Assert.Equal(["exempt", "catch-all"], controller.Current.Schemas.Select(s => s.Name));
        Assert.Equal(["catch-all", "exempt"], controller.Levels.Select(l => l.Settings.Name));
    }

    [Fact]
    public void Update_EqualPrecedence_GoesByName()
    {
        var controller = new FlowController(600, new FakeTimeProvider());
        controller.Update(
            [LevelTree("mine")],
            [SchemaTree("b", "mine", "alice", 5), SchemaTree("a", "mine", "alice", 5), SchemaTree("c", "mine", "alice", 4)]);
        Assert.Equal(["exempt", "c", "a", "b", "catch-all"], controller.Current.Schemas.Select(s => s.Name));
    }

    [Fact]
    public void Update_LevelGone_ServesItsRequestsToTheEnd()
    {
        var controller = new FlowController(600, new FakeTimeProvider());
        controller.Update([LevelTree("mine")], [SchemaTree("a", "mine", "alice", 5)]);
        var schema = controller.Current.Classify(new UserInfo("alice", "", []), Info("GET", "/api/v1/pods"));
        var request = new FlowRequest(schema, "", WorkEstimate.One, null);
        Assert.Equal(FlowLevel.Entry.Served, schema.Level.Enter(request, 0, -1));
        controller.Update([], []);
        Assert.True(controller.Levels.Single(l => l.Settings.Name == "mine").IsQuiescing);
        schema.Level.Leave(request);
        controller.Adjust();
        Assert.Equal(["catch-all", "exempt"], controller.Levels.Select(l => l.Settings.Name));
    }

    [Fact]
    public void Update_LevelComesBack_IsTheSame()
    {
        var controller = new FlowController(600, new FakeTimeProvider());
        controller.Update([LevelTree("mine")], [SchemaTree("a", "mine", "alice", 5)]);
        var schema = controller.Current.Schemas.Single(s => s.Name == "a");
        schema.Level.Enter(new FlowRequest(schema, "", WorkEstimate.One, null), 0, -1);
        controller.Update([], []);
        controller.Update([LevelTree("mine")], [SchemaTree("a", "mine", "alice", 5)]);
        Assert.Same(schema.Level, controller.Current.Schemas.Single(s => s.Name == "a").Level);
        Assert.False(schema.Level.IsQuiescing);
    }

    [Fact]
    public void Collect_AfterARequest_NamesSeriesLikeTheOriginal()
    {
        var controller = Defaults();
        var schema = controller.Current.Classify(new UserInfo("alice", "", []), Info("GET", "/api/v1/pods"));
        schema.Level.Enter(new FlowRequest(schema, "alice", WorkEstimate.One, null), 5, -1);
        var samples = new FlowMetrics(controller).Collect();
        var dispatched = samples.Single(s => s.Name == "apiserver_flowcontrol_dispatched_requests_total" && s.Value > 0);
        Assert.Equal("priority_level=global-default,flow_schema=global-default",
            string.Join(',', dispatched.Labels.Select(l => $"{l.Key}={l.Value}")));
        Assert.Contains(samples, s => s is { Name: "apiserver_flowcontrol_nominal_limit_seats", Value: 49 });
    }

    private static FlowController Defaults()
    {
        var controller = new FlowController(600, new FakeTimeProvider());
        var objects = FlowObjects.All();
        controller.Update(
            objects.Where(o => o.Resource.Resource == "prioritylevelconfigurations").Select(o => o.Body),
            objects.Where(o => o.Resource.Resource == "flowschemas").Select(o => o.Body));
        return controller;
    }

    private static RequestInfo Info(string method, string target) => RequestInfo.Of(method, RequestTarget.Parse(target)!);
}
