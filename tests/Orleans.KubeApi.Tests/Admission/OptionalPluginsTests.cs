using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Admission.Plugins;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Tests.Resources;
using Xunit;

namespace Orleans.KubeApi.Tests.Admission;

public sealed class OptionalPluginsTests
{
    [Theory]
    [InlineData("n2", """{"metadata":{}}""", """{"metadata":{}}""", "node \"n1\" is not allowed to modify node \"n2\"")]
    [InlineData("n1", """{"metadata":{"labels":{"node-restriction.kubernetes.io/x":"1"}}}""", """{"metadata":{}}""",
        "is not allowed to modify labels: node-restriction.kubernetes.io/x")]
    [InlineData("n1", """{"metadata":{"labels":{"node-role.kubernetes.io/master":""}}}""", """{"metadata":{}}""",
        "is not allowed to modify labels: node-role.kubernetes.io/master")]
    [InlineData("n1", """{"metadata":{},"spec":{"taints":[]}}""", """{"metadata":{},"spec":{"taints":[{"key":"a","effect":"NoSchedule"}]}}""",
        "node \"n1\" is not allowed to modify taints")]
    [InlineData("n1", """{"metadata":{"ownerReferences":[{"uid":"1"}]}}""", """{"metadata":{}}""",
        "node \"n1\" is not allowed to modify ownerReferences")]
    public void S20_NodeChangesWhatIsNotItsOwn_IsForbidden(string name, string node, string old, string text)
    {
        var request = AdmissionRequests.Of(AdmissionOperation.Update, "", "nodes", node, old) with
        {
            Name = name,
            User = AdmissionRequests.Node("n1"),
        };

        var refused = Assert.Throws<StatusException>(() => new NodeRestrictionPlugin().Mutate(request));

        Assert.Equal((403, $"nodes \"{name}\" is forbidden: {text}"), (refused.Status.Code, refused.Status.Message));
    }

    [Fact]
    public void S20_NodeChangesItselfOrSomebodyElseChangesNodes_Passes()
    {
        var own = AdmissionRequests.Of(AdmissionOperation.Update, "", "nodes",
            """{"metadata":{"labels":{"kubernetes.io/hostname":"h","own.example/x":"1"}},"status":{}}""", """{"metadata":{}}""");
        new NodeRestrictionPlugin().Mutate(own with { Name = "n1", User = AdmissionRequests.Node("n1") });
        new NodeRestrictionPlugin().Mutate(own with { Name = "n2", User = new("system:node:n1", "", ["others"]) });
    }

    [Theory]
    [InlineData("n1", "", null)]
    [InlineData("n1", "\"vault\"", null)]
    [InlineData("n1", "\"disk\"", null)]
    [InlineData("n1", "\"other\"",
        "audience \"other\" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience")]
    [InlineData("n1", "\"vault\",\"disk\"", "node may only request 0 or 1 audiences")]
    [InlineData("n2", "", "node requested token bound to a pod scheduled on a different node")]
    public void S20_NodeAsksForToken_OnlyOfItsPodsAndTheirAudiences(string node, string audiences, string? text)
    {
        var world = new KnownObjects((new("", "pods"), "ns/pod",
            """
            {"metadata":{"name":"pod","uid":"u"},"spec":{"nodeName":"n1","serviceAccountName":"p","volumes":[
            {"name":"t","projected":{"sources":[{"serviceAccountToken":{"path":"a"}},{"serviceAccountToken":{"audience":"vault"}}]}},
            {"name":"c","persistentVolumeClaim":{"claimName":"claim"}}]}}
            """),
            (new("", "persistentvolumeclaims"), "ns/claim", """{"metadata":{"name":"claim"},"spec":{"volumeName":"pv"}}"""),
            (new("", "persistentvolumes"), "pv", """{"metadata":{"name":"pv"},"spec":{"csi":{"driver":"d"}}}"""),
            (new("storage.k8s.io", "csidrivers"), "d", """{"metadata":{"name":"d"},"spec":{"tokenRequests":[{"audience":"disk"}]}}"""));
        var request = AdmissionRequests.Of(AdmissionOperation.Create, "", "serviceaccounts",
            $$$$"""
            {"spec":{"audiences":[{{{{audiences}}}}],"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"pod","uid":"u"}}}
            """, world: world) with
        {
            Subresource = "token",
            User = AdmissionRequests.Node(node),
        };

        var refused = Record.Exception(() => new NodeRestrictionPlugin().Mutate(request)) as StatusException;

        Assert.Equal(text is null ? null : $"serviceaccounts \"p\" is forbidden: {text}", refused?.Status.Message);
    }

    [Fact]
    public void PodTolerationRestriction_DefaultsOfNamespace_AreMergedAndWhatCoversStays()
    {
        var world = new KnownObjects((new("", "namespaces"), "ns", """
            {"metadata":{"name":"ns","annotations":{"scheduler.alpha.kubernetes.io/defaultTolerations":
            "[{\"key\":\"a\",\"operator\":\"Exists\"},{\"key\":\"b\",\"value\":\"2\",\"effect\":\"NoSchedule\"}]"}}}
            """));
        var request = AdmissionRequests.Of(AdmissionOperation.Create, "", "pods", """
            {"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"1"}}}],"tolerations":[
            {"key":"a","value":"1"},{"key":"b","value":"1","effect":"NoSchedule"}]}}
            """, world: world);

        new PodTolerationRestrictionPlugin(new PodTolerationSettings([], [])).Mutate(request);

        Assert.Equal(
            """[{"key":"b","value":"1","effect":"NoSchedule"},{"key":"a","operator":"Exists"},"""
            + """{"key":"b","value":"2","effect":"NoSchedule"},"""
            + """{"key":"node.kubernetes.io/memory-pressure","operator":"Exists","effect":"NoSchedule"}]""",
            request.Object!.Object("spec")!["tolerations"]!.ToString());
    }

    [Theory]
    [InlineData("{}", "cluster")]
    [InlineData("""{"scheduler.alpha.kubernetes.io/tolerationsWhitelist":"[{\"key\":\"z\"}]"}""", "namespace")]
    [InlineData("""{"scheduler.alpha.kubernetes.io/tolerationsWhitelist":""}""", null)]
    public void PodTolerationRestriction_Whitelist_OfTheNamespaceElseOfTheCluster(string annotations, string? scope)
    {
        var world = new KnownObjects(
            (new("", "namespaces"), "ns", $$$"""{"metadata":{"name":"ns","annotations":{{{annotations}}} } }"""));
        var request = AdmissionRequests.Of(
            AdmissionOperation.Create, "", "pods", """{"spec":{"tolerations":[{"key":"b","value":"1"}]}}""", world: world);
        var plugin = new PodTolerationRestrictionPlugin(
            new PodTolerationSettings([], [AdmissionRequests.Parse("""{"key":"a"}""")]));

        var refused = Record.Exception(() => plugin.Mutate(request)) as StatusException;

        Assert.Equal(
            scope is null ? null : $"pods \"p\" is forbidden: pod tolerations (possibly merged with {scope} default tolerations) "
                + $"conflict with its {scope} whitelist",
            refused?.Status.Message);
    }

    [Fact]
    public void S21_ExternalAddressOfService_IsDeniedUnlessItWasThere()
    {
        const string service = """{"spec":{"externalIPs":["1.2.3.4"]}}""";
        var plugin = new DenyServiceExternalIpsPlugin();

        var refused = Assert.Throws<StatusException>(() =>
            plugin.Validate(AdmissionRequests.Of(AdmissionOperation.Create, "", "services", service)));
        plugin.Validate(AdmissionRequests.Of(AdmissionOperation.Update, "", "services", service, service));

        Assert.Equal("services \"p\" is forbidden: Use of external IPs is denied by admission control", refused.Status.Message);
    }

    [Fact]
    public async Task S21_OwnerWithoutTheRightToDelete_IsForbidden()
    {
        var plugin = new OwnerReferencesPermissionPlugin(new KindResources(BuiltInCatalog.Load()));
        const string owned =
            """{"metadata":{"ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"d","uid":"1","blockOwnerDeletion":true}]}}""";
        var request = AdmissionRequests.Of(AdmissionOperation.Create, "", "configmaps", owned);

        var refused = await Assert.ThrowsAsync<StatusException>(() => plugin.ValidateAsync(request).AsTask());
        await plugin.ValidateAsync(AdmissionRequests.Of(AdmissionOperation.Update, "", "configmaps", owned, owned));

        Assert.Equal(403, refused.Status.Code);
        Assert.StartsWith("configmaps \"p\" is forbidden: cannot set an ownerRef on a resource you can't delete", refused.Status.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Mutate_AlwaysPullImages_EveryContainerPulls()
    {
        var request = AdmissionRequests.Of(AdmissionOperation.Create, "", "pods",
            """{"spec":{"containers":[{"name":"a","imagePullPolicy":"Never"}],"initContainers":[{"name":"b"}]}}""");

        new AlwaysPullImagesPlugin().Mutate(request);

        Assert.Equal("""{"containers":[{"name":"a","imagePullPolicy":"Always"}],"initContainers":[{"name":"b","imagePullPolicy":"Always"}]}""",
            request.Object!["spec"]!.ToString());
    }

    [Fact]
    public void Validate_EventsAboveTheRate_Are429UntilTimePasses()
    {
        var time = new FakeTimeProvider();
        var plugin = new EventRateLimitPlugin([new EventRateSettings("Namespace", 1, 2, 10)], time);
        var request = AdmissionRequests.Of(AdmissionOperation.Create, "", "events", "{}") with { Kind = new("", "v1", "Event") };

        plugin.Validate(request);
        plugin.Validate(request);
        var refused = Assert.Throws<StatusException>(() => plugin.Validate(request));
        plugin.Validate(request with { Namespace = "other" });
        time.Advance(TimeSpan.FromSeconds(1));
        plugin.Validate(request);

        Assert.Equal((429, "Too many requests: limit reached on type Namespace for key ns"), (refused.Status.Code, refused.Status.Message));
    }

    [Theory]
    [InlineData("LimitRanger,Nothing", "", "--enable-admission-plugins: plugin \"Nothing\" is unknown")]
    [InlineData("AlwaysPullImages", "AlwaysPullImages", "--enable-admission-plugins and --disable-admission-plugins both name \"AlwaysPullImages\"")]
    public void Complaints_WrongNames_AreTold(string enabled, string disabled, string complaint) => Assert.Equal(
        [complaint], PluginTable.Complaints(Names(enabled), Names(disabled)));

    [Fact]
    public void Build_DisabledAndEnabledPlugins_ChangeTheChain()
    {
        var pod = """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}""";
        var chain = PluginTable.Build(PluginParts.None, ["AlwaysPullImages"], ["ServiceAccount", "Priority", "NamespaceLifecycle"]);
        var request = AdmissionRequests.Of(AdmissionOperation.Create, "", "pods", pod);

        Assert.True(chain.MutateAsync(request).IsCompletedSuccessfully);

        Assert.False(chain.KeepsLifecycle);
        Assert.True(DefaultPlugins.Chain.KeepsLifecycle);
        Assert.Null(request.Object!.Object("spec")!["serviceAccountName"]);
        Assert.Null(request.Object.Object("spec")!["priority"]);
        Assert.Equal("Always", ((ObjectNode)request.Object.Object("spec")!.Array("containers")!.Items[0]).Text("imagePullPolicy"));
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
