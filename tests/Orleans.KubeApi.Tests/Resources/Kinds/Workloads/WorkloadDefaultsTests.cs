using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Workloads;

public sealed class WorkloadDefaultsTests
{
    private const string CronJob =
        """{"schedule":"@daily","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never",@POD}}}}}""";

    private const string Hpa = """{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"maxReplicas":4""";

    [Theory]
    [InlineData("apps/v1/deployments", """{"selector":@SEL,"template":@APP}""", "spec/strategy",
        """{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}}""")]
    [InlineData("apps/v1/deployments", """{"selector":@SEL,"template":@APP,"strategy":{"type":"Recreate"}}""", "spec/strategy",
        """{"type":"Recreate"}""")]
    [InlineData("apps/v1/deployments", """{"selector":@SEL,"template":@APP}""", "spec/progressDeadlineSeconds", "600")]
    [InlineData("apps/v1/deployments", """{"selector":@SEL,"template":@APP,"replicas":0}""", "spec/replicas", "0")]
    [InlineData("apps/v1/replicasets", """{"selector":@SEL,"template":@APP}""", "spec/replicas", "1")]
    [InlineData("apps/v1/replicasets", """{"selector":@SEL,"template":@APP}""", "metadata/labels", "")]
    [InlineData("apps/v1/daemonsets", """{"selector":@SEL,"template":@APP}""", "spec/updateStrategy/rollingUpdate",
        """{"maxUnavailable":1,"maxSurge":0}""")]
    [InlineData("apps/v1/daemonsets", """{"selector":@SEL,"template":@APP}""",
        "metadata/annotations/deprecated.daemonset.template.generation", "\"1\"")]
    [InlineData("apps/v1/statefulsets", """{"selector":@SEL,"template":@APP,"serviceName":"s"}""", "spec/updateStrategy",
        """{"type":"RollingUpdate","rollingUpdate":{"partition":0}}""")]
    [InlineData("apps/v1/statefulsets", """{"selector":@SEL,"template":@APP,"updateStrategy":{"rollingUpdate":{"maxUnavailable":2}}}""",
        "spec/updateStrategy/rollingUpdate", """{"partition":0}""")]
    [InlineData("apps/v1/statefulsets", """{"selector":@SEL,"template":@APP}""", "spec/persistentVolumeClaimRetentionPolicy",
        """{"whenDeleted":"Retain","whenScaled":"Retain"}""")]
    [InlineData("/v1/replicationcontrollers", """{"template":@APP}""", "spec/selector", """{"app":"a"}""")]
    [InlineData("/v1/replicationcontrollers", """{"template":@APP}""", "metadata/labels", """{"app":"a"}""")]
    [InlineData("batch/v1/cronjobs", CronJob,
        "spec/concurrencyPolicy", "\"Allow\"")]
    [InlineData("batch/v1/cronjobs", CronJob,
        "spec/jobTemplate/spec/backoffLimit", "")]
    [InlineData("autoscaling/v2/horizontalpodautoscalers", Hpa + "}", "spec/metrics/0/resource/target/averageUtilization", "80")]
    [InlineData("autoscaling/v1/horizontalpodautoscalers", Hpa + "}", "spec/metrics/0/resource/target/averageUtilization", "80")]
    [InlineData("autoscaling/v2/horizontalpodautoscalers", Hpa + ""","behavior":{"scaleUp":{"selectPolicy":"Min"}}}""",
        "spec/behavior/scaleUp/policies/0/periodSeconds", "15")]
    [InlineData("autoscaling/v2/horizontalpodautoscalers", Hpa + ""","behavior":{"scaleUp":{"selectPolicy":"Min"}}}""",
        "spec/behavior/scaleDown", """{"selectPolicy":"Max","policies":[{"type":"Percent","value":100,"periodSeconds":15}]}""")]
    [InlineData("coordination.k8s.io/v1/leases", """{"holderIdentity":"me","strategy":"OldestEmulationVersion"}""", "spec/strategy", "")]
    public void Create_LeavesOut_GetsTheDefault(string resource, string spec, string path, string expected) =>
        Assert.Equal(expected,
            WorkloadCase.At(WorkloadCase.Stored(resource, $"{{\"metadata\":{{\"name\":\"a\"}},\"spec\":{spec}}}"), path));

    [Fact]
    public void Create_PriorityClass_PreemptsAndStaysAtGenerationOne()
    {
        const string classes = "scheduling.k8s.io/v1/priorityclasses";
        var stored = WorkloadCase.Stored(classes, """{"metadata":{"name":"a"},"value":7}""");
        Assert.Equal("\"PreemptLowerPriority\"", WorkloadCase.At(stored, "preemptionPolicy"));
        var changed = WorkloadCase.Patch(classes, stored, """{"description":"d"}""");
        Assert.Equal("1", WorkloadCase.At(changed.Tree!, "metadata/generation"));
    }

    [Fact]
    public void Create_Job_GetsSelectorAndLabelsOfItsUid()
    {
        var job = WorkloadCase.Stored("batch/v1/jobs",
            """{"metadata":{"name":"a"},"spec":{"template":{"metadata":{"labels":{"x":"y"}},"spec":{"restartPolicy":"Never",@POD}}}}""");
        var uid = job.Object("metadata")!.Text("uid");
        Assert.Equal($"{{\"matchLabels\":{{\"batch.kubernetes.io/controller-uid\":\"{uid}\"}}}}", WorkloadCase.At(job, "spec/selector"));
        var labels = WorkloadCase.At(job, "spec/template/metadata/labels");
        Assert.Equal($"{{\"batch.kubernetes.io/controller-uid\":\"{uid}\",\"batch.kubernetes.io/job-name\":\"a\","
            + $"\"controller-uid\":\"{uid}\",\"job-name\":\"a\",\"x\":\"y\"}}", labels);
        Assert.Equal(labels, WorkloadCase.At(job, "metadata/labels"));
    }

    [Theory]
    [InlineData("{}", "1", "1", "6")]
    [InlineData("""{"parallelism":3}""", "", "3", "6")]
    [InlineData("""{"completions":3,"completionMode":"Indexed","backoffLimitPerIndex":1}""", "3", "1", "2147483647")]
    public void Create_Job_CountsFollowEachOther(string counts, string completions, string parallelism, string backoff)
    {
        var spec = (ObjectNode)NodeReader.Parse(System.Text.Encoding.UTF8.GetBytes(counts));
        spec.Set("template", new ObjectNode
        {
            ["spec"] = new ObjectNode
            {
                ["restartPolicy"] = "Never",
                ["containers"] = new ArrayNode([new ObjectNode { ["name"] = "c", ["image"] = "i" }]),
            },
        });
        var job = WorkloadCase.Stored("batch/v1/jobs", $"{{\"metadata\":{{\"name\":\"a\"}},\"spec\":{spec}}}");
        Assert.Equal((completions, parallelism, backoff),
            (WorkloadCase.At(job, "spec/completions"), WorkloadCase.At(job, "spec/parallelism"),
            WorkloadCase.At(job, "spec/backoffLimit")));
    }
}
