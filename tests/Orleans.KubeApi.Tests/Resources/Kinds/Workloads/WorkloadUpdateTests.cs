using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Workloads;

public sealed class WorkloadUpdateTests
{
    private const string Workload = """{"metadata":{"name":"a"},"spec":{"selector":@SEL,"template":@APP,"serviceName":"s"}}""";
    private const string Job = """{"metadata":{"name":"a"},"spec":{"template":{"spec":{"restartPolicy":"Never",@POD}}}}""";
    private const string Suspended =
        """{"metadata":{"name":"a"},"spec":{"suspend":true,"template":{"spec":{"restartPolicy":"Never",@POD}}}}""";

    [Theory]
    [InlineData("apps/v1/deployments",
        """{"spec":{"selector":{"matchLabels":{"app":"b"}},"template":{"metadata":{"labels":{"app":"b"}}}}}""",
        "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"b\"}}: field is immutable")]
    [InlineData("apps/v1/deployments", """{"spec":{"replicas":-1}}""",
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("apps/v1/replicasets", """{"spec":{"replicas":-1}}""",
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0\n"
        + "spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("apps/v1/statefulsets", """{"spec":{"serviceName":"t"}}""",
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
        + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden")]
    [InlineData("apps/v1/statefulsets", """{"spec":{"replicas":3,"minReadySeconds":1,"revisionHistoryLimit":2}}""", "")]
    public void Patch_FrozenOrWrong_IsRefused(string resource, string patch, string expected)
    {
        var stored = WorkloadCase.Stored(resource, resource.EndsWith("statefulsets", StringComparison.Ordinal)
            ? Workload : Workload.Replace(",\"serviceName\":\"s\"", "", StringComparison.Ordinal));
        Assert.Equal(expected, WorkloadCase.Causes(WorkloadCase.Patch(resource, stored, patch)));
    }

    [Theory]
    [InlineData("""{"metadata":{"annotations":{"x":"y"}}}""", "1", "1")]
    [InlineData("""{"spec":{"minReadySeconds":1}}""", "2", "1")]
    [InlineData("""{"spec":{"template":{"spec":{"hostNetwork":true}}}}""", "2", "2")]
    public void PatchDaemonSet_OnlyTheTemplate_CountsForItsGeneration(string patch, string generation, string templateGeneration)
    {
        var stored = WorkloadCase.Stored("apps/v1/daemonsets", """{"metadata":{"name":"a"},"spec":{"selector":@SEL,"template":@APP}}""");
        var next = WorkloadCase.Patch("apps/v1/daemonsets", stored, patch).Tree!;
        Assert.Equal(generation, WorkloadCase.At(next, "metadata/generation"));
        Assert.Equal($"\"{templateGeneration}\"",
            WorkloadCase.At(next, "metadata/annotations/deprecated.daemonset.template.generation"));
    }

    [Fact]
    public void PatchStatus_Deployment_KeepsItsLabels()
    {
        var stored = WorkloadCase.Stored("apps/v1/deployments", """{"metadata":{"name":"a"},"spec":{"selector":@SEL,"template":@APP}}""");
        var next = WorkloadCase.Patch("apps/v1/deployments", stored,
            """{"metadata":{"labels":{"x":"y"},"annotations":{"x":"y"}},"status":{"replicas":1}}""", "status").Tree!;
        Assert.Equal(("", "{\"x\":\"y\"}", "1"), (WorkloadCase.At(next, "metadata/labels"), WorkloadCase.At(next, "metadata/annotations"),
            WorkloadCase.At(next, "status/replicas")));
    }

    [Theory]
    [InlineData(Job, """{"spec":{"completions":5}}""", "spec.completions: Invalid value: 5: field is immutable")]
    [InlineData(Job, """{"spec":{"parallelism":5}}""", "")]
    [InlineData(Suspended, """{"spec":{"template":{"spec":{"nodeSelector":{"a":"b"},"affinity":{"nodeAffinity":{}}}}}}""", "")]
    [InlineData(Suspended, """{"spec":{"template":{"metadata":{"annotations":{"a":"b"}}}}}""", "")]
    public void PatchJob_TheTemplate_MovesOnlyWhileSuspended(string body, string patch, string expected) => Assert.Equal(
        expected, WorkloadCase.Causes(WorkloadCase.Patch("batch/v1/jobs", WorkloadCase.Stored("batch/v1/jobs", body), patch)));

    [Fact]
    public void PatchJob_TemplateOfARunningOne_IsRefused()
    {
        var error = WorkloadCase.Patch("batch/v1/jobs", WorkloadCase.Stored("batch/v1/jobs", Job),
            """{"spec":{"template":{"spec":{"nodeSelector":{"a":"b"}}}}}""").Error!;
        var cause = Assert.Single(error.Details!.Causes!);
        Assert.Equal("spec.template", cause.Field);
        Assert.EndsWith(": field is immutable", cause.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"active":-1}""", "status.active: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("""{"startTime":"2001-02-03T04:05:06Z","active":1}""", "")]
    [InlineData("""{"conditions":[{"type":"Failed","status":"True"}]}""",
        "status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition\n"
        + "status.startTime: Required value: startTime is required for finished job")]
    [InlineData("""{"completedIndexes":"1"}""",
        "status.completedIndexes: Invalid value: \"1\": error parsing completedIndexes: too large index: \"1\"\n"
        + "status.completedIndexes: Invalid value: \"1\": cannot set non-empty completedIndexes when non-indexed completion mode")]
    [InlineData("""{"ready":2,"active":1}""", "status.ready: Invalid value: 2: cannot set more ready pods than active")]
    [InlineData("""{"uncountedTerminatedPods":{"succeeded":["u",""],"failed":["u"]}}""",
        "status.uncountedTerminatedPods.succeeded[1]: Invalid value: \"\": must not be empty\n"
        + "status.uncountedTerminatedPods.failed[0]: Duplicate value: \"u\"")]
    public void PatchJobStatus_OutOfRules_IsRefused(string status, string expected) => Assert.Equal(expected, WorkloadCase.Causes(
        WorkloadCase.Patch("batch/v1/jobs", WorkloadCase.Stored("batch/v1/jobs", Job), $"{{\"status\":{status}}}", "status")));

    [Fact]
    public void Create_NameThatIsNoLabel_Warns() => Assert.StartsWith(
        "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [",
        Assert.Single(WorkloadCase.Create("apps/v1/deployments",
            """{"metadata":{"name":"a.b"},"spec":{"selector":@SEL,"template":@APP}}""").Warnings), StringComparison.Ordinal);
}
