using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Pods;

public sealed class PodUpdateTests
{
    [Fact]
    public void Update_Image_IsAllowedAndCounts()
    {
        var changed = PodCase.Update(Pod("{}"), p => Container(p).Set("image", "i:2"));
        Assert.Null(changed.Error);
        Assert.Equal(2, changed.Tree!.Object("metadata")!.Integer("generation"));
    }

    [Theory]
    [InlineData("{'hostname':'h'}", "{'hostname':'x'}", "Forbidden spec")]
    [InlineData("{'activeDeadlineSeconds':5}", "{'activeDeadlineSeconds':6}", "Invalid spec.activeDeadlineSeconds")]
    [InlineData("{'activeDeadlineSeconds':5}", "{'activeDeadlineSeconds':4}", "")]
    [InlineData("{'tolerations':[{'key':'a','operator':'Exists'}]}", "{'tolerations':[]}", "Forbidden spec.tolerations")]
    [InlineData("{}", "{'tolerations':[{'key':'a','operator':'Exists'}]}", "")]
    [InlineData("{'schedulingGates':[{'name':'a'}]}", "{'schedulingGates':[{'name':'b'}]}", "Forbidden spec.schedulingGates[0].name")]
    [InlineData("{'schedulingGates':[{'name':'a'}]}", "{'schedulingGates':[]}", "")]
    [InlineData("{'schedulingGates':[{'name':'a'}],'nodeSelector':{'k':'v'}}", "{'nodeSelector':{'k':'v','l':'w'}}", "")]
    [InlineData("{'schedulingGates':[{'name':'a'}],'nodeSelector':{'k':'v'}}", "{'nodeSelector':{'k':'w'}}", "Invalid spec.nodeSelector")]
    [InlineData("{'nodeSelector':{'k':'v'}}", "{'nodeSelector':{'k':'v','l':'w'}}", "Forbidden spec")]
    [InlineData("{}", "{'containers':[{'name':'c','image':'i:1'},{'name':'d','image':'i'}]}", "Forbidden spec.containers")]
    public void Update_Spec_MayChangeLittle(string before, string change, string causes)
    {
        var outcome = PodCase.Update(Pod(before), p =>
        {
            foreach (var (name, value) in PodCase.Parse(change))
            {
                p.Object("spec")!.Set(name, value);
            }
        });
        Assert.Equal(causes, PodCase.Causes(outcome));
    }

    [Theory]
    [InlineData("{'qosClass':'Guaranteed'}", "Invalid status.qosClass")]
    [InlineData("{'phase':'Running'}", "")]
    [InlineData("{'conditions':[{'type':'a b','status':'True'}]}", "Invalid status.conditions[0].Type")]
    [InlineData("{'podIPs':[{'ip':'10.0.0.1'},{'ip':'10.0.0.2'}]}", "Invalid status.podIPs")]
    [InlineData("{'podIPs':[{'ip':'10.0.0.1'},{'ip':'::1'}]}", "")]
    [InlineData("{'hostIPs':[{'ip':'10.0.0.1'}]}", "Invalid status.hostIPs[0].ip")]
    [InlineData("{'resourceClaimStatuses':[{'name':'x'}]}", "Invalid status.resourceClaimStatuses[0].name")]
    public void UpdateStatus_IsChecked(string status, string causes)
    {
        var outcome = PodCase.Update(Pod("{}"), p => p.Set("status", PodCase.Parse(status)), "status");
        Assert.Equal(causes, PodCase.Causes(outcome));
        Assert.True(outcome.Error is not null || outcome.Tree!.Object("status")!.Text("qosClass") == "BestEffort");
    }

    [Theory]
    [InlineData("Never", 0, "Forbidden status.containerStatuses[0].state")]
    [InlineData("OnFailure", 1, "")]
    [InlineData("Always", 0, "")]
    public void UpdateStatus_EndedContainer_ReturnsOnlyIfItsPolicyRestartsIt(string policy, int code, string causes)
    {
        const string head = "{'containerStatuses':[{'name':'c','image':'i','imageID':'','ready':true,'restartCount':0,'state':";
        var ended = PodCase.Update(Pod($"{{'restartPolicy':'{policy}'}}"),
            p => p.Set("status", PodCase.Parse($"{head}{{'terminated':{{'exitCode':{code}}}}}}}]}}")), "status");
        var outcome = PodCase.Update(ended.Tree!, p => p.Set("status", PodCase.Parse($"{head}{{'running':{{}}}}}}]}}")), "status");
        Assert.Equal(causes, PodCase.Causes(outcome));
    }

    [Fact]
    public void UpdateStatus_PodIp_FillsTheList()
    {
        var outcome = PodCase.Update(Pod("{}"), p => p.Set("status", PodCase.Parse("{'podIP':'10.0.0.1'}")), "status");
        Assert.Equal("""[{"ip":"10.0.0.1"}]""", outcome.Tree!.Object("status")!["podIPs"]!.ToString());
    }

    [Fact]
    public void EphemeralContainers_CanBeAddedButNotChanged()
    {
        var made = PodCase.Update(Pod("{}"), p => Ephemeral(p, "x"), "ephemeralcontainers");
        Assert.Null(made.Error);
        Assert.Equal(2, made.Tree!.Object("metadata")!.Integer("generation"));
        Assert.Equal("Forbidden spec.ephemeralContainers",
            PodCase.Causes(PodCase.Update(made.Tree, p => Ephemeral(p, "y"), "ephemeralcontainers")));
        Assert.Equal("Forbidden spec.ephemeralContainers",
            PodCase.Causes(PodCase.Update(made.Tree, p => p.Object("spec")!.Remove("ephemeralContainers"), "ephemeralcontainers")));
    }

    [Theory]
    [InlineData("{'requests':{'cpu':'2'}}", "")]
    [InlineData("{}", "Invalid spec; Forbidden spec.containers[0].resources.requests")]
    [InlineData("{'requests':{'cpu':'1','ephemeral-storage':'1'}}", "Forbidden spec")]
    [InlineData("{'requests':{'cpu':'1','memory':'1'},'limits':{'cpu':'1','memory':'1'}}", "Invalid spec")]
    public void Resize_ChangesCpuAndMemoryOnly(string resources, string causes)
    {
        var pod = Pod("{'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'1'}}}]}");
        var outcome = PodCase.Update(pod, p =>
        {
            Container(p).Set("resources", PodCase.Parse(resources));
            Container(p).Set("image", "ignored");
        }, "resize");
        Assert.Equal(causes, PodCase.Causes(outcome));
        Assert.True(outcome.Error is not null || Container(outcome.Tree!).Text("image") == "i");
    }

    private static void Ephemeral(ObjectNode pod, string image) => pod.Object("spec")!.Set("ephemeralContainers",
        new ArrayNode([new ObjectNode { { "name", "e" }, { "image", image } }]));

    private static ObjectNode Container(ObjectNode pod) => (ObjectNode)pod.Object("spec")!.Array("containers")!.Items[0];

    private static ObjectNode Pod(string spec)
    {
        var made = PodCase.Create(spec);
        Assert.Equal(OutcomeKind.Store, made.Kind);
        return made.Tree!;
    }
}
