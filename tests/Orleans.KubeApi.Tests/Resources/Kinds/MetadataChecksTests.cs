using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds;

/// <summary>
/// Which kind checks its metadata how, and how often: a fault stands in the causes of an update as often as the original's validations
/// meet it.
/// </summary>
public sealed class MetadataChecksTests
{
    private const string Invalid = "FieldValueInvalid";
    private const string Pod = "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}";
    private const string Template = "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}}," + Pod + "}";
    private const string Selecting = "\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}}," + Template + "}";

    // Two are the common checks', the rest is the kind's own.
    [Theory]
    [InlineData("", "pods", "ns", Pod, 4)]
    [InlineData("", "podtemplates", "ns", Template, 3)]
    [InlineData("", "configmaps", "ns", "\"data\":{}", 4)]
    [InlineData("", "services", "ns", "\"spec\":{\"clusterIP\":\"None\",\"ports\":[{\"port\":1}]}", 4)]
    [InlineData("", "endpoints", "ns", "\"subsets\":[]", 3)]
    [InlineData("", "nodes", "", "\"spec\":{}", 4)]
    [InlineData("", "namespaces", "", "\"spec\":{}", 4)]
    [InlineData("", "events", "ns", "\"involvedObject\":{\"namespace\":\"ns\"}", 2)]
    [InlineData("", "replicationcontrollers", "ns", "\"spec\":{\"selector\":{\"a\":\"b\"}," + Template + "}", 4)]
    [InlineData("", "resourcequotas", "ns", "\"spec\":{}", 3)]
    [InlineData("", "limitranges", "ns", "\"spec\":{\"limits\":[]}", 3)]
    [InlineData("", "persistentvolumes", "",
        "\"spec\":{\"capacity\":{\"storage\":\"1Gi\"},\"accessModes\":[\"ReadWriteOnce\"],\"hostPath\":{\"path\":\"/x\"}}", 4)]
    [InlineData("apps", "deployments", "ns", Selecting, 3)]
    [InlineData("apps", "statefulsets", "ns", Selecting, 3)]
    [InlineData("apps", "replicasets", "ns", Selecting, 4)]
    [InlineData("apps", "daemonsets", "ns", Selecting, 4)]
    [InlineData("apps", "controllerrevisions", "ns", "\"data\":{},\"revision\":1", 4)]
    [InlineData("policy", "poddisruptionbudgets", "ns", "\"spec\":{\"minAvailable\":1}", 2)]
    [InlineData("networking.k8s.io", "networkpolicies", "ns", "\"spec\":{\"podSelector\":{}}", 4)]
    [InlineData("networking.k8s.io", "ingressclasses", "", "\"spec\":{\"controller\":\"a.b/c\"}", 4)]
    [InlineData("networking.k8s.io", "servicecidrs", "", "\"spec\":{\"cidrs\":[\"10.7.0.0/24\"]}", 3)]
    [InlineData("discovery.k8s.io", "endpointslices", "ns", "\"addressType\":\"IPv4\",\"endpoints\":[]", 3)]
    [InlineData("coordination.k8s.io", "leases", "ns", "\"spec\":{}", 3)]
    [InlineData("scheduling.k8s.io", "priorityclasses", "", "\"value\":1", 3)]
    [InlineData("node.k8s.io", "runtimeclasses", "", "\"handler\":\"h\"", 4)]
    [InlineData("rbac.authorization.k8s.io", "roles", "ns", "\"rules\":[]", 5)]
    [InlineData("rbac.authorization.k8s.io", "clusterroles", "", "\"rules\":[]", 5)]
    [InlineData("storage.k8s.io", "storageclasses", "", "\"provisioner\":\"a.b\"", 4)]
    [InlineData("storage.k8s.io", "csidrivers", "", "\"spec\":{}", 3)]
    [InlineData("admissionregistration.k8s.io", "validatingwebhookconfigurations", "", "\"webhooks\":[]", 3)]
    [InlineData("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations", "",
        "\"spec\":{\"type\":\"Limited\",\"limited\":{\"limitResponse\":{\"type\":\"Reject\"}}}", 3)]
    public void Update_BadLabel_IsListedAsOftenAsItIsChecked(string group, string resource, string ns, string rest, int times) =>
        Assert.Equal(Labels(times), new ObjectTrial(group, resource, ns).Causes(
            $$$"""{"metadata":{"name":"a"},{{{rest}}}}""", $$$"""{"metadata":{"name":"a","labels":{"x y":"z"}},{{{rest}}}}"""));

    [Theory]
    [InlineData("", "persistentvolumeclaims",
        "\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}", 3)]
    [InlineData("policy", "poddisruptionbudgets", "\"spec\":{\"minAvailable\":1}", 2)]
    [InlineData("batch", "cronjobs",
        "\"spec\":{\"schedule\":\"@daily\",\"jobTemplate\":{\"spec\":{\"template\":{\"spec\":{\"restartPolicy\":\"Never\"," +
        "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}}", 2)]
    public void StatusUpdate_BadLabel_IsListedAsOftenAsItIsChecked(string group, string resource, string rest, int times) =>
        Assert.Equal(Labels(times), new ObjectTrial(group, resource).Causes(
            $$$"""{"metadata":{"name":"a"},{{{rest}}}}""", $$$"""{"metadata":{"name":"a","labels":{"x y":"z"}},{{{rest}}}}""", "status"));

    [Theory]
    [InlineData("", "configmaps", "ns", "\"data\":{}", "metadata.finalizers[0]: " + Invalid)]
    [InlineData("coordination.k8s.io", "leases", "ns", "\"spec\":{}", "")]
    [InlineData("policy", "poddisruptionbudgets", "ns", "\"spec\":{\"minAvailable\":1}", "")]
    [InlineData("", "events", "ns", "\"involvedObject\":{\"namespace\":\"ns\"}", "")]
    [InlineData("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "", "\"webhooks\":[]", "")]
    public void Create_FinalizerWithoutDomain_IsRefusedByCoreChecks(string group, string resource, string ns, string rest, string causes) =>
        Assert.Equal(causes, new ObjectTrial(group, resource, ns).Causes(
            $$$"""{"metadata":{"name":"a","finalizers":["nodomain"]},{{{rest}}}}"""));

    [Theory]
    [InlineData("Any_Name", "1", "")]
    [InlineData("a%b", "1", "metadata.name: " + Invalid)]
    [InlineData("a%b", "-1", "spec.minAvailable: " + Invalid)]
    public void DisruptionBudget_Create_MetadataIsCheckedLast(string name, string least, string causes) =>
        Assert.Equal(causes, new ObjectTrial("policy", "poddisruptionbudgets").Causes(
            $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"minAvailable":{{{least}}}}}"""));

    [Fact]
    public void ServiceCidr_TakesAStatusOnCreateAndOnUpdate()
    {
        var trial = new ObjectTrial("networking.k8s.io", "servicecidrs", "");
        const string body = """
            {"metadata":{"name":"a"},"spec":{"cidrs":["10.7.0.0/24"]},"status":{"conditions":[{"type":"Ready","status":"True","reason":"R",
             "message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
            """;
        Assert.NotEqual("", trial.Made(body, "status"));
        var changed = trial.Update(body, """{"metadata":{"name":"a"},"spec":{"cidrs":["10.7.0.0/24"]}}""");
        Assert.Equal("{}", changed.Tree!["status"]!.ToString());
    }

    [Fact]
    public void ServiceCidr_Status_ChangesNoMetadata()
    {
        var changed = new ObjectTrial("networking.k8s.io", "servicecidrs", "").Update(
            """{"metadata":{"name":"a","labels":{"k":"v"}},"spec":{"cidrs":["10.7.0.0/24"]}}""",
            """{"metadata":{"name":"a","labels":{"k":"w"}},"spec":{"cidrs":["10.8.0.0/24"]}}""", "status");
        Assert.Equal("""{"k":"v"}""", changed.Tree!.Object("metadata")!.Object("labels")!.ToString());
        Assert.Equal("""{"cidrs":["10.7.0.0/24"]}""", changed.Tree!.Object("spec")!.ToString());
    }

    [Theory]
    [InlineData("\"text\"", "data: FieldValueRequired")]
    [InlineData("[ 1 ]", "data: FieldValueRequired")]
    [InlineData("null", "data: FieldValueRequired")]
    [InlineData("{ \"a\": 1 }", "")]
    public void ControllerRevision_Create_WantsAnObject(string data, string causes) => Assert.Equal(causes,
        new ObjectTrial("apps", "controllerrevisions").Causes($$$"""{"metadata":{"name":"a"},"revision":1,"data":{{{data}}}}"""));

    [Fact]
    public void ControllerRevision_Update_DataOnlyStays() => Assert.Equal("data: " + Invalid,
        new ObjectTrial("apps", "controllerrevisions").Causes(
            """{"metadata":{"name":"a"},"revision":1,"data":{}}""", """{"metadata":{"name":"a"},"revision":2}"""));

    [Fact]
    public void Event_NewStyle_ErrorsNameTheVersionsOwnReporter()
    {
        const string body = """
            {"metadata":{"name":"a"},"MEMBER":{"namespace":"ns"},"eventTime":"2026-01-01T00:00:00.000000Z","reportingInstance":"i",
             "action":"a","reason":"r","type":"Normal"}
            """;
        Assert.Equal("reportingComponent: FieldValueRequired; reportingComponent: Invalid; reportingComponent: Invalid".Replace(
            "Invalid", Invalid, StringComparison.Ordinal), new ObjectTrial("", "events").Causes(
            body.Replace("MEMBER", "involvedObject", StringComparison.Ordinal)));
        Assert.StartsWith("reportingController: FieldValueRequired; reportingController: " + Invalid,
            new ObjectTrial("events.k8s.io", "events").Causes(body.Replace("MEMBER", "regarding", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rbac.authorization.k8s.io", "roles", "ns", "\"rules\":[]", "\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"a\"]}]",
        "rules[0].verbs: FieldValueRequired; rules[0].verbs: FieldValueRequired")]
    [InlineData("networking.k8s.io", "networkpolicies", "ns", "\"spec\":{\"podSelector\":{}}",
        "\"spec\":{\"podSelector\":{},\"policyTypes\":[\"X\"]}",
        "spec.policyTypes[0]: FieldValueNotSupported; spec.policyTypes[0]: FieldValueNotSupported")]
    [InlineData("networking.k8s.io", "ipaddresses", "", "\"spec\":{\"parentRef\":{\"resource\":\"s\",\"name\":\"n\"}}",
        "\"spec\":{\"parentRef\":{\"resource\":\"s\"}}",
        "spec.parentRef.name: FieldValueRequired; spec.parentRef: " + Invalid)]
    [InlineData("", "nodes", "", "\"spec\":{}", "\"spec\":{\"taints\":[{\"key\":\"a\",\"effect\":\"X\"}]}",
        "metadata.taints[0].effect: FieldValueNotSupported; metadata.taints[0].effect: FieldValueNotSupported")]
    public void Update_BadSpec_IsListedTwiceWhereItIsCheckedTwice(
        string group, string resource, string ns, string before, string after, string causes)
    {
        var name = resource == "ipaddresses" ? "10.1.1.1" : "a";
        Assert.Equal(causes, new ObjectTrial(group, resource, ns).Causes(
            $$$"""{"metadata":{"name":"{{{name}}}"},{{{before}}}}""", $$$"""{"metadata":{"name":"{{{name}}}"},{{{after}}}}"""));
    }

    private static string Labels(int times) => string.Join("; ", Enumerable.Repeat("metadata.labels: " + Invalid, times));
}
