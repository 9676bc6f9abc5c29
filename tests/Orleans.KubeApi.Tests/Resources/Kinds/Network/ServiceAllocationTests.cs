using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Network;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Network;

public sealed class ServiceAllocationTests
{
    private const string Services = "/services";
    private static readonly ServiceNetwork Dual = ServiceNetwork.Parse("10.0.0.0/24,fd00::/112", "30000-32767");

    [Fact]
    public void Create_ClusterIp_GetsWhatTheBookHolds()
    {
        var book = new ClaimBook(ServiceNetwork.Default, isDryRun: false);

        var made = Run(book, b => NetworkCase.Create(Services, Body("""{"ports":[{"port":80}]}"""), b));

        Assert.Equal("10.0.0.100", made.Tree!.Object("spec")!.Text("clusterIP"));
        Assert.Equal("""["10.0.0.100"]""", made.Tree.Object("spec")!["clusterIPs"]!.ToString());
        Assert.Equal("""["IPv4"]""", made.Tree.Object("spec")!["ipFamilies"]!.ToString());
    }

    [Fact]
    public void Create_NotYetHeld_WishesAndIsNoOutcome()
    {
        var book = new ClaimBook(ServiceNetwork.Default, isDryRun: false);

        const string spec = """{"type":"LoadBalancer","externalTrafficPolicy":"Local","ports":[{"port":80}]}""";
        var outcome = NetworkCase.Create(Services, Body(spec), book);

        Assert.Equal(503, outcome.Error!.Code);
        Assert.Equal(["ip IPv4", "port #0", "port #1"], book.Wishes.Select(w => w.Slot));
    }

    [Fact]
    public void Create_DualStack_TakesOneOfEachFamily()
    {
        var book = new ClaimBook(Dual, isDryRun: false);

        var made = Run(book, b => NetworkCase.Create(
            Services, Body("""{"ipFamilyPolicy":"PreferDualStack","ipFamilies":["IPv6"],"ports":[{"port":80}]}"""), b));

        Assert.Equal("""["fd00::64","10.0.0.100"]""", made.Tree!.Object("spec")!["clusterIPs"]!.ToString());
        Assert.Equal("""["IPv6","IPv4"]""", made.Tree.Object("spec")!["ipFamilies"]!.ToString());
    }

    [Fact]
    public void Create_DryRun_ShowsDummiesAndWishesNothing()
    {
        var book = new ClaimBook(ServiceNetwork.Default, isDryRun: true);

        const string spec = """{"type":"NodePort","ports":[{"port":80,"name":"a"},{"port":81,"name":"b"}]}""";
        var made = NetworkCase.Create(Services, Body(spec), book);

        Assert.Empty(book.Wishes);
        Assert.Equal("10.0.0.0", made.Tree!.Object("spec")!.Text("clusterIP"));
        Assert.Equal([32769, 32770], new ServiceView(made.Tree).Ports.Select(ServiceView.NodePort));
    }

    [Theory]
    [InlineData("""{"clusterIP":"10.0.0.5","ports":[{"port":80}]}""",
        """spec.clusterIPs: Invalid value: ["10.0.0.5"]: failed to allocate IP 10.0.0.5: provided IP is already allocated""")]
    [InlineData("""{"clusterIP":"10.1.0.5","ports":[{"port":80}]}""",
        "spec.clusterIPs: Invalid value: [\"10.1.0.5\"]: failed to allocate IP 10.1.0.5: "
        + "the provided network does not match the current range")]
    [InlineData("""{"type":"NodePort","ports":[{"port":80,"nodePort":30005}]}""",
        "spec.ports[0].nodePort: Invalid value: 30005: provided port is already allocated")]
    [InlineData("""{"type":"NodePort","ports":[{"port":80,"nodePort":80}]}""",
        "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767")]
    [InlineData("""{"ipFamilyPolicy":"RequireDualStack","ports":[{"port":80}]}""",
        """spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services""")]
    [InlineData("""{"clusterIP":"fd00::1","ports":[{"port":80}]}""",
        """spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster""")]
    [InlineData("""{"ipFamilies":["IPv6"],"ports":[{"port":80}]}""",
        """spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster""")]
    [InlineData("""{"clusterIP":"None","clusterIPs":["10.0.0.1"],"ports":[{"port":80}]}""",
        """spec.clusterIPs: Invalid value: ["10.0.0.1"]: first value must match `clusterIP`""")]
    public void Create_CantHaveIt_Is422(string spec, string causes)
    {
        var book = new ClaimBook(ServiceNetwork.Default, isDryRun: false);

        var outcome = Run(book, b => NetworkCase.Create(Services, Body(spec), b), refuseFixed: true);

        Assert.Equal(422, outcome.Error!.Code);
        Assert.Equal(causes, NetworkCase.Causes(outcome));
    }

    [Fact]
    public void Create_TwoProtocolsOfOnePort_ShareANodePort()
    {
        var book = new ClaimBook(ServiceNetwork.Default, isDryRun: false);

        const string ports3 = """[{"port":53,"name":"t"},{"port":53,"name":"u","protocol":"UDP"},{"port":54,"name":"v"}]""";
        var made = Run(book, b => NetworkCase.Create(Services, Body($$"""{"type":"NodePort","ports":{{ports3}}}"""), b));

        var ports = new ServiceView(made.Tree!).Ports.Select(ServiceView.NodePort).ToList();
        Assert.Equal(ports[0], ports[1]);
        Assert.NotEqual(ports[0], ports[2]);
    }

    [Fact]
    public void Update_WithoutAllocatedValues_KeepsThem()
    {
        var old = Made("""{"type":"NodePort","ports":[{"port":80}]}""");

        var next = NetworkCase.Update(Services, old, Body("""{"type":"NodePort","ports":[{"port":81}]}"""), Strict());

        var before = new ServiceView(old);
        var after = new ServiceView(next.Tree!);
        Assert.Equal(before.ClusterIp, after.ClusterIp);
        Assert.Equal(ServiceView.NodePort(before.Ports[0]), ServiceView.NodePort(after.Ports[0]));
    }

    [Theory]
    [InlineData("""{"type":"ExternalName","externalName":"a.b"}""", 0)]
    [InlineData("""{"type":"ClusterIP","ports":[{"port":80}]}""", 1)]
    public void Update_ToATypeWithoutThem_NamesThemNoMore(string spec, int left)
    {
        var old = Made("""{"type":"LoadBalancer","externalTrafficPolicy":"Local","ports":[{"port":80}]}""");
        Assert.Equal(3, new ServiceView(old).Allocated().Count());

        var next = NetworkCase.Update(Services, old, Body(spec), Strict());

        Assert.Equal(left, new ServiceView(next.Tree!).Allocated().Count());
        Assert.False(next.Tree!.Object("spec")!.Has("healthCheckNodePort"));
        Assert.False(next.Tree.Object("spec")!.Has("allocateLoadBalancerNodePorts"));
    }

    [Fact]
    public void Update_OtherClusterIp_MayNotChange()
    {
        var old = Made("""{"ports":[{"port":80}]}""");

        var outcome = NetworkCase.Update(Services, old, Body(
            """{"clusterIP":"10.0.0.7","clusterIPs":["10.0.0.100"],"ports":[{"port":80}]}"""), Strict());

        Assert.Equal("""spec.clusterIPs[0]: Invalid value: ["10.0.0.7"]: may not change once set""", NetworkCase.Causes(outcome));
    }

    [Fact]
    public void Update_ToDualStackAndBack_TakesAndDropsTheSecond()
    {
        var old = Made("""{"ports":[{"port":80}]}""", Dual);
        var book = new ClaimBook(Dual, isDryRun: false);

        const string both = """{"ipFamilyPolicy":"RequireDualStack","ports":[{"port":80}]}""";
        var up = Run(book, b => NetworkCase.Update(Services, old, Body(both), b));
        var down = NetworkCase.Update(Services, up.Tree!, Body("""{"ipFamilyPolicy":"SingleStack","ports":[{"port":80}]}"""), Strict());

        Assert.Equal(["10.0.0.100", "fd00::64"], new ServiceView(up.Tree!).ClusterIps);
        Assert.Equal(["10.0.0.100"], new ServiceView(down.Tree!).ClusterIps);
        Assert.Equal(["IPv4"], new ServiceView(down.Tree!).Families);
    }

    private static string Body(string spec) => $$"""{"metadata":{"name":"a"},"spec":{{spec}}}""";

    private static ClaimBook Strict() => new(Dual, isDryRun: false);

    private static ObjectNode Made(string spec, ServiceNetwork? network = null) =>
        Run(new ClaimBook(network ?? ServiceNetwork.Default, isDryRun: false), b => NetworkCase.Create(Services, Body(spec), b)).Tree!;

    // What the object's grain does: fulfil the wishes, run again.
    private static OperationOutcome Run(ClaimBook book, Func<ClaimBook, OperationOutcome> run, bool refuseFixed = false)
    {
        var outcome = run(book);
        var port = 30100;
        for (var round = 0; book.Wishes.Count > 0; round++)
        {
            Assert.True(round < 3);
            foreach (var wish in book.Wishes)
            {
                if (wish.Fixed.Length > 0 && refuseFixed)
                {
                    book.Refuse(wish);
                }
                else
                {
                    book.Grant(wish, wish.Fixed.Length > 0 ? wish.Fixed : wish.IsPort ? $"{port++}"
                        : wish.Ranges[0].First.Plus(100).ToString());
                }
            }

            outcome = run(book);
        }

        return outcome;
    }
}
