using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Admission.Plugins;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Tests.Resources;
using Xunit;

namespace Orleans.KubeApi.Tests.Admission;

public sealed class DefaultPluginsTests
{
    private const string Pod = """{"metadata":{"name":"p"},"spec":{"automountServiceAccountToken":false,"containers":[{"name":"c"}]}}""";

    private static readonly IObjectReader World = new KnownObjects(
        (new("", "serviceaccounts"), "ns/default", """{"metadata":{"name":"default"},"imagePullSecrets":[{"name":"reg"}]}"""),
        (new("", "serviceaccounts"), "ns/quiet", """{"metadata":{"name":"quiet"},"automountServiceAccountToken":false}"""),
        (new("", "serviceaccounts"), "limited/default", """{"metadata":{"name":"default"}}"""),
        (new("", "limitranges"), "limited/r",
            """{"spec":{"limits":[{"type":"Container","default":{"cpu":"500m"},"defaultRequest":{"cpu":"250m"},"max":{"cpu":"1"},"min":{"cpu":"50m"},"maxLimitRequestRatio":{"cpu":"4"}}]}}"""),
        (new("scheduling.k8s.io", "priorityclasses"), "mid",
            """{"metadata":{"name":"mid"},"value":500,"preemptionPolicy":"Never"}"""),
        (new("scheduling.k8s.io", "priorityclasses"), "usual", """{"metadata":{"name":"usual"},"value":7,"globalDefault":true}"""),
        (new("storage.k8s.io", "storageclasses"), "new",
            """{"metadata":{"name":"new","creationTimestamp":"2026-02-01T00:00:00Z","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}"""),
        (new("storage.k8s.io", "storageclasses"), "old",
            """{"metadata":{"name":"old","creationTimestamp":"2026-01-01T00:00:00Z","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"allowVolumeExpansion":true}"""),
        (new("node.k8s.io", "runtimeclasses"), "sandbox",
            """{"metadata":{"name":"sandbox"},"overhead":{"podFixed":{"cpu":"10m"}},"scheduling":{"nodeSelector":{"box":"yes"}}}"""),
        (new("", "nodes"), "n1", """{"metadata":{"name":"n1","labels":{"topology.kubernetes.io/zone":"z1","other":"x"}}}"""));

    [Fact]
    public void Mutate_PlainPod_GetsAccountPriorityAndTolerations()
    {
        var spec = Admit("pods", Pod).Object("spec")!;

        Assert.Equal("default", spec.Text("serviceAccountName"));
        Assert.Equal("""[{"name":"reg"}]""", spec["imagePullSecrets"]!.ToString());
        Assert.Equal(("usual", 7L), (spec.Text("priorityClassName"), spec.Integer("priority")));
        Assert.Equal("PreemptLowerPriority", spec.Text("preemptionPolicy"));
        Assert.Equal(2, spec.Array("tolerations")!.Items.Count);
        Assert.Null(spec["volumes"]);
    }

    [Fact]
    public void Mutate_AccountThatMounts_AddsVolumeToEveryContainerWithoutOne()
    {
        var spec = Admit("pods",
            """
            {"metadata":{"name":"p"},"spec":{"containers":[{"name":"a"},
            {"name":"b","volumeMounts":[{"name":"v","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}]}]}}
            """).Object("spec")!;

        var volume = Assert.Single(spec.Array("volumes")!.Items.OfType<ObjectNode>());
        Assert.Matches("^kube-api-access-[a-z0-9]{5}$", volume.Text("name")!);
        Assert.Equal(3, volume.Object("projected")!.Array("sources")!.Items.Count);
        var containers = spec.Array("containers")!.Items.OfType<ObjectNode>().ToList();
        Assert.Equal(volume.Text("name"), ((ObjectNode)containers[0].Array("volumeMounts")!.Items[0]).Text("name"));
        Assert.Equal("v", ((ObjectNode)Assert.Single(containers[1].Array("volumeMounts")!.Items)).Text("name"));
    }

    [Theory]
    [InlineData("""{"serviceAccountName":"absent"}""",
        "error looking up service account ns/absent: serviceaccount \"absent\" not found")]
    [InlineData("""{"priorityClassName":"absent"}""", "no PriorityClass with name absent was found")]
    [InlineData("""{"priorityClassName":"mid","priority":501}""",
        "the integer value of priority (501) must not be provided in pod spec; priority admission controller computed 500 from the given PriorityClass name")]
    [InlineData("""{"runtimeClassName":"absent"}""", "pod rejected: RuntimeClass \"absent\" not found")]
    [InlineData("""{"overhead":{"cpu":"1"}}""", "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")]
    public void Admit_WrongPod_IsForbidden(string spec, string text)
    {
        var refused = Assert.Throws<StatusException>(() => Admit("pods", $$"""{"metadata":{"name":"p"},"spec":{{spec}}}"""));

        Assert.Equal((403, $"pods \"p\" is forbidden: {text}"), (refused.Status.Code, refused.Status.Message));
    }

    [Fact]
    public void Mutate_PodInLimitedNamespace_GetsDefaultsAndSaysSo()
    {
        var pod = Admit("pods", Pod, "limited");

        Assert.Equal("LimitRanger plugin set: cpu request for container c; cpu limit for container c",
            pod.Object("metadata")!.Object("annotations")!.Text("kubernetes.io/limit-ranger"));
        var resources = ((ObjectNode)pod.Object("spec")!.Array("containers")!.Items[0]).Object("resources")!;
        Assert.Equal("""{"requests":{"cpu":"250m"},"limits":{"cpu":"500m"}}""", resources.ToString());
    }

    [Theory]
    [InlineData("2", "2", "maximum cpu usage per Container is 1, but limit is 2")]
    [InlineData("10m", "500m",
        "[minimum cpu usage per Container is 50m, but request is 10m, cpu max limit to request ratio per Container is 4, but provided ratio is 50.000000]")]
    [InlineData("100m", "1", "cpu max limit to request ratio per Container is 4, but provided ratio is 10.000000")]
    public void Validate_PodOutsideOfLimits_IsForbidden(string request, string limit, string text)
    {
        var resources = $$"""{"requests":{"cpu":"{{request}}"},"limits":{"cpu":"{{limit}}"} }""";
        var pod = $$"""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","resources":{{resources}} }]} }""";

        var refused = Assert.Throws<StatusException>(() => Admit("pods", pod, "limited"));

        Assert.Equal($"pods \"p\" is forbidden: {text}", refused.Status.Message);
    }

    [Theory]
    [InlineData("""{"volumes":[{"name":"v","secret":{"secretName":"mine"}}],"imagePullSecrets":[{"name":"reg"}]}""", null)]
    [InlineData("""{"volumes":[{"name":"v","secret":{"secretName":"other"}}]}""",
        "volume with secret.secretName=\"other\" is not allowed because service account a does not reference that secret")]
    [InlineData("""{"initContainers":[{"name":"i","env":[{"name":"E","valueFrom":{"secretKeyRef":{"name":"other"}}}]}]}""",
        "init container i with envVar E referencing secret.secretName=\"other\" is not allowed because service account a does not reference that secret")]
    [InlineData("""{"containers":[{"name":"c","envFrom":[{"secretRef":{"name":"other"}}]}]}""",
        "container c with envFrom referencing secret.secretName=\"other\" is not allowed because service account a does not reference that secret")]
    [InlineData("""{"imagePullSecrets":[{"name":"reg"},{"name":"other"}]}""",
        "imagePullSecrets[1].name=\"other\" is not allowed because service account a does not reference that imagePullSecret")]
    [InlineData("""{"ephemeralContainers":[{"name":"e","envFrom":[{"secretRef":{"name":"other"}}]}]}""",
        "ephemeral container e with envFrom referencing secret.secretName=\"other\" is not allowed because service account a does not reference that secret")]
    public async Task Validate_AccountThatNamesItsSecrets_AllowsNoOthers(string json, string? text)
    {
        var world = new KnownObjects((new("", "serviceaccounts"), "ns/a", """
            {"metadata":{"name":"a","annotations":{"kubernetes.io/enforce-mountable-secrets":"true"}},
            "secrets":[{"name":"mine"}],"imagePullSecrets":[{"name":"reg"}]}
            """));
        var spec = AdmissionRequests.Parse(json);
        spec.Set("serviceAccountName", "a");
        var pod = new ObjectNode { { "spec", spec } }.ToString();
        var request = spec.Has("ephemeralContainers")
            ? AdmissionRequests.Of(AdmissionOperation.Update, "", "pods", pod, pod, world) with { Subresource = "ephemeralcontainers" }
            : AdmissionRequests.Of(AdmissionOperation.Create, "", "pods", pod, world: world);

        var refused = await Record.ExceptionAsync(() => new ServiceAccountPlugin(null).ValidateAsync(request).AsTask()) as StatusException;

        Assert.Equal(text is null ? null : $"pods \"p\" is forbidden: {text}", refused?.Status.Message);
    }

    [Theory]
    [InlineData("resize", "2", "maximum cpu usage per Container is 1, but limit is 2")]
    [InlineData("resize", "500m", null)]
    [InlineData("", "2", null)]
    [InlineData("status", "2", null)]
    public void Validate_ResizeOutsideOfLimits_IsForbidden(string subresource, string limit, string? text)
    {
        var world = new KnownObjects((new("", "limitranges"), "ns/l",
            """{"metadata":{"name":"l","namespace":"ns"},"spec":{"limits":[{"type":"Container","max":{"cpu":"1"}}]}}"""));
        var pod = $$"""{"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"{{limit}}"} } }]} }""";
        var request = AdmissionRequests.Of(AdmissionOperation.Update, "", "pods", pod, pod, world) with { Subresource = subresource };

        var refused = Record.Exception(() => new LimitRangerPlugin().Validate(request)) as StatusException;

        Assert.Equal(text is null ? null : $"pods \"p\" is forbidden: {text}", refused?.Status.Message);
    }

    [Fact]
    public void Mutate_RuntimeClassToleratesMore_ThePodsNarrowerTolerationGoes()
    {
        var world = new KnownObjects((new("node.k8s.io", "runtimeclasses"), "r",
            """{"metadata":{"name":"r"},"handler":"h","scheduling":{"tolerations":[{"key":"a","operator":"Exists"},{"key":"b","value":"1"}]}}"""));
        var request = AdmissionRequests.Of(AdmissionOperation.Create, "", "pods",
            """{"spec":{"runtimeClassName":"r","tolerations":[{"key":"a","value":"1"},{"key":"b","value":"1"}]}}""", world: world);

        new RuntimeClassPlugin().Mutate(request);

        Assert.Equal(
            """[{"key":"b","value":"1"},{"key":"a","operator":"Exists"}]""", request.Object!.Object("spec")!["tolerations"]!.ToString());
    }

    [Fact]
    public void Mutate_RuntimeClass_BringsOverheadAndSelector()
    {
        var spec = Admit("pods", """{"metadata":{"name":"p"},"spec":{"runtimeClassName":"sandbox"}}""").Object("spec")!;

        Assert.Equal("""{"cpu":"10m"}""", spec["overhead"]!.ToString());
        Assert.Equal("""{"box":"yes"}""", spec["nodeSelector"]!.ToString());
    }

    [Theory]
    [InlineData("{}", "new")]
    [InlineData("""{"storageClassName":""}""", "")]
    [InlineData("""{"storageClassName":"other"}""", "other")]
    public void Mutate_Claim_GetsTheNewestDefaultClassAndIsProtected(string spec, string expected)
    {
        var claim = Admit("persistentvolumeclaims", $$"""{"metadata":{"name":"c"},"spec":{{spec}}}""");

        Assert.Equal(expected, claim.Object("spec")!.Text("storageClassName"));
        Assert.Equal("""["kubernetes.io/pvc-protection"]""", claim.Object("metadata")!["finalizers"]!.ToString());
    }

    [Theory]
    [InlineData("old", "Bound", "2Gi", null)]
    [InlineData("old", "Pending", "2Gi", "Only bound persistent volume claims can be expanded")]
    [InlineData("new", "Bound", "2Gi",
        "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize")]
    [InlineData("new", "Pending", "1Gi", null)]
    public async Task Validate_GrowingClaim_NeedsBoundClaimAndWillingClass(string storageClass, string phase, string size, string? problem)
    {
        ObjectNode Claim(string storage) => Parse(
            $$"""
            {"spec":{"storageClassName":"{{storageClass}}",
            "resources":{"requests":{"storage":"{{storage}}"} } },"status":{"phase":"{{phase}}"} }
            """);
        var request =
            Request("persistentvolumeclaims", Claim(size), "ns") with { Operation = AdmissionOperation.Update, Old = Claim("1Gi") };

        var refused = await Record.ExceptionAsync(async () => await DefaultPlugins.Chain.ValidateAsync(request)) as StatusException;

        Assert.Equal(problem is null ? null : $"persistentvolumeclaims \"p\" is forbidden: {problem}", refused?.Status.Message);
    }

    [Fact]
    public void Mutate_PodWithNode_GetsTheNodesTopologyLabels()
    {
        var pod = Admit("pods", """{"metadata":{"name":"p"},"spec":{"nodeName":"n1"}}""");

        Assert.Equal("""{"topology.kubernetes.io/zone":"z1"}""", pod.Object("metadata")!["labels"]!.ToString());
    }

    [Fact]
    public void Mutate_NewNode_IsNotReady() =>
        Assert.Equal("""[{"key":"node.kubernetes.io/not-ready","effect":"NoSchedule"}]""",
            Admit("nodes", """{"metadata":{"name":"n"}}""").Object("spec")!["taints"]!.ToString());

    private static ObjectNode Admit(string resource, string json, string ns = "ns")
    {
        var request = Request(resource, Parse(json), ns);
        Assert.True(DefaultPlugins.Chain.MutateAsync(request).IsCompletedSuccessfully);
        Assert.True(DefaultPlugins.Chain.ValidateAsync(request).IsCompletedSuccessfully);
        return request.Object!;
    }

    private static ObjectNode Parse(string json) => (ObjectNode)NodeReader.Parse(System.Text.Encoding.UTF8.GetBytes(json));

    private static AdmissionRequest Request(string resource, ObjectNode tree, string ns) => new()
    {
        Operation = AdmissionOperation.Create,
        Kind = new GroupVersionKind("", "v1", "Any"),
        Resource = new GroupResource("", resource),
        Namespace = ns,
        Name = "p",
        Object = tree,
        Reader = World,
        Now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Warnings = [],
    };
}
