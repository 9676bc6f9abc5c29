using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Pods;

public sealed class PodDefaultsTests
{
    [Fact]
    public void Create_MinimalPod_HasTheOriginalsDefaults()
    {
        var pod = PodCase.Create("{}").Tree!;
        const string spec =
            """
            {"containers":[{"name":"c","image":"i:1","resources":{},"terminationMessagePath":"/dev/termination-log",
            "terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always",
            "terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler","enableServiceLinks":true}
            """;
        Assert.Equal(PodCase.Parse(spec).ToString(), pod["spec"]!.ToString());
        Assert.Equal("""{"phase":"Pending","qosClass":"BestEffort"}""", pod["status"]!.ToString());
        Assert.Equal(1, pod.Object("metadata")!.Integer("generation"));
    }

    [Theory]
    [InlineData("{'volumes':[{'name':'v'}]}", "volumes", "[{'name':'v','emptyDir':{}}]")]
    [InlineData("{'volumes':[{'name':'v','secret':{'secretName':'s'}}]}", "volumes",
        "[{'name':'v','secret':{'secretName':'s','defaultMode':420}}]")]
    [InlineData("{'volumes':[{'name':'v','hostPath':{'path':'/x'}}]}", "volumes", "[{'name':'v','hostPath':{'path':'/x','type':''}}]")]
    [InlineData("{'volumes':[{'name':'v','rbd':{'monitors':['m'],'image':'i'}}]}", "volumes",
        "[{'name':'v','rbd':{'monitors':['m'],'image':'i','pool':'rbd','user':'admin','keyring':'/etc/ceph/keyring'}}]")]
    [InlineData("{'volumes':[{'name':'v','image':{'reference':'a/b'}}]}", "volumes",
        "[{'name':'v','image':{'reference':'a/b','pullPolicy':'Always'}}]")]
    [InlineData("{'volumes':[{'name':'v','azureDisk':{'diskName':'d','diskURI':'https://x'}}]}", "volumes",
        "[{'name':'v','azureDisk':{'diskName':'d','diskURI':'https://x','cachingMode':'ReadWrite','fsType':'ext4','readOnly':false,"
        + "'kind':'Shared'}}]")]
    [InlineData("{'overhead':{'cpu':'1n'}}", "overhead", "{'cpu':'1m'}")]
    [InlineData("{'terminationGracePeriodSeconds':-4}", "terminationGracePeriodSeconds", "1")]
    [InlineData("{'serviceAccount':'a'}", "serviceAccountName", "'a'")]
    public void Create_Part_IsFilledIn(string spec, string member, string expected)
    {
        var pod = PodCase.Create(spec).Tree!;
        Assert.Equal(expected.Replace('\'', '"'), pod.Object("spec")![member]!.ToString());
    }

    [Fact]
    public void Create_LimitsAndHostNetwork_FillRequestsAndHostPorts()
    {
        const string spec = "{'hostNetwork':true,'containers':[{'name':'c','image':'i','ports':[{'containerPort':80}],"
            + "'resources':{'limits':{'cpu':'1','memory':'0.5'},'requests':{'cpu':'500m'}}}]}";
        var container = (ObjectNode)PodCase.Create(spec).Tree!.Object("spec")!.Array("containers")!.Items[0];
        Assert.Equal("""[{"hostPort":80,"containerPort":80,"protocol":"TCP"}]""", container["ports"]!.ToString());
        const string expected = """{"limits":{"cpu":"1","memory":"500m"},"requests":{"cpu":"500m","memory":"500m"}}""";
        Assert.Equal(expected, container["resources"]!.ToString());
    }

    [Fact]
    public void Create_PodLevelLimits_RequestsComeFromContainersOrLimits()
    {
        const string spec = "{'resources':{'limits':{'cpu':'2','memory':'1Gi'}},"
            + "'initContainers':[{'name':'i','image':'i','resources':{'requests':{'cpu':'1500m'}}}],"
            + "'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'1'}}}]}";
        var pod = PodCase.Create(spec).Tree!;
        Assert.Equal("""{"cpu":"1500m","memory":"1Gi"}""", pod.Object("spec")!.Object("resources")!["requests"]!.ToString());
    }

    [Fact]
    public void Create_Template_GetsNoDefaultsOfPods()
    {
        var body =
            new ObjectNode { { "metadata", new ObjectNode { { "name", "t" } } }, { "template", PodCase.Body("{'hostNetwork':true}") } };
        var spec = PodCase.Create("podtemplates", body).Tree!.Object("template")!.Object("spec")!;
        Assert.False(spec.Has("enableServiceLinks"));
        Assert.Equal("ClusterFirst", spec.Text("dnsPolicy"));
    }

    [Theory]
    [InlineData("a", "latest")]
    [InlineData("a:1", "1")]
    [InlineData("localhost:5000/a", "latest")]
    [InlineData("localhost:5000/a:x.y", "x.y")]
    [InlineData("a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "")]
    [InlineData("A", "")]
    [InlineData("Host/a", "latest")]
    [InlineData("a b", "")]
    [InlineData("", "")]
    public void Tag_OfAReference_IsAsDistributionReadsIt(string reference, string tag) => Assert.Equal(tag, ImageName.Tag(reference));
}
