using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Workloads;

public sealed class WorkloadChecksTests
{
    private const string Deployments = "apps/v1/deployments";
    private const string StatefulSets = "apps/v1/statefulsets";
    private const string Jobs = "batch/v1/jobs";
    private const string Autoscalers = "autoscaling/v2/horizontalpodautoscalers";
    private const string Negative = "must be greater than or equal to 0";
    private const string Pod = """ "template":{"spec":{"restartPolicy":"Never",@POD}}""";
    private const string Target = """ "scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"}""";

    [Theory]
    [InlineData(Deployments, """{"selector":{},"template":@APP}""",
        "spec.selector: Invalid value: {}: empty selector is invalid for deployment")]
    [InlineData(Deployments, """{"selector":{"matchLabels":{"app":"b"}},"template":@APP}""",
        "spec.template.metadata.labels: Invalid value: {\"app\":\"a\"}: `selector` does not match template `labels`")]
    [InlineData(Deployments, """{"selector":@SEL,"template":@APP,"strategy":{"type":"Yolo"}}""",
        "spec.strategy: Unsupported value: {\"Type\":\"Yolo\",\"RollingUpdate\":null}: supported values: \"Recreate\", \"RollingUpdate\"")]
    [InlineData(Deployments, """{"selector":@SEL,"template":@APP,"strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":"101%"}}}""",
        "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"101%\": must not be greater than 100%")]
    [InlineData(Deployments, """{"selector":@SEL,"template":@APP,"strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":"0%"}}}""",
        "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"0%\": may not be 0 when `maxSurge` is 0")]
    [InlineData(Deployments, """{"selector":@SEL,"template":@APP,"minReadySeconds":600}""",
        "spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds")]
    [InlineData("apps/v1/replicasets", """{"selector":@SEL,"template":@APP,"replicas":-1}""",
        $"spec.replicas: Invalid value: -1: {Negative}")]
    [InlineData("apps/v1/daemonsets", """{"selector":@SEL,"template":@APP,"updateStrategy":{"rollingUpdate":{"maxSurge":1}}}""",
        "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero")]
    [InlineData("apps/v1/daemonsets", """{"selector":@SEL,"template":@APP,"updateStrategy":{"rollingUpdate":{"maxUnavailable":0}}}""",
        "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0")]
    [InlineData(StatefulSets, """{"selector":@SEL,"template":@APP,"podManagementPolicy":"Random"}""",
        "spec.podManagementPolicy: Invalid value: \"Random\": must be 'OrderedReady' or 'Parallel'")]
    [InlineData(StatefulSets, """{"selector":@SEL,"template":@APP,"ordinals":{"start":-1}}""",
        $"spec.ordinals.start: Invalid value: -1: {Negative}")]
    [InlineData(StatefulSets, """{"selector":@SEL,"template":@APP,"updateStrategy":{"type":"OnDelete","rollingUpdate":{"partition":1}}}""",
        "spec.updateStrategy.rollingUpdate: Invalid value: {\"Partition\":1,\"MaxUnavailable\":null}: "
        + "only allowed for updateStrategy 'RollingUpdate'")]
    [InlineData("/v1/replicationcontrollers", "{}", "spec.selector: Required value\nspec.template: Required value")]
    [InlineData("policy/v1/poddisruptionbudgets", """{"minAvailable":1,"maxUnavailable":"120%"}""",
        "spec: Invalid value: {\"MinAvailable\":1,\"Selector\":null,\"MaxUnavailable\":\"120%\",\"UnhealthyPodEvictionPolicy\":null}: "
        + "minAvailable and maxUnavailable cannot be both set\n"
        + "spec.maxUnavailable: Invalid value: \"120%\": must not be greater than 100%")]
    [InlineData("coordination.k8s.io/v1/leases", """{"leaseDurationSeconds":0,"leaseTransitions":-1}""",
        "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0\n"
        + $"spec.leaseTransitions: Invalid value: -1: {Negative}")]
    [InlineData(Autoscalers, "{" + Target + "}",
        "spec.maxReplicas: Required value: must be set and greater than 0\n"
        + "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`")]
    [InlineData(Autoscalers, """{"scaleTargetRef":{"apiVersion":"v1","kind":"ReplicationController","name":"r"},"maxReplicas":1}""", "")]
    [InlineData(Autoscalers,
        "{" + Target + ""","maxReplicas":1,"metrics":[{"type":"Pods","pods":{"metric":{},"target":{"type":"Odd"}}}]}""",
        "spec.metrics[0].pods.metric.name: Required value: must specify a metric name\n"
        + "spec.metrics[0].pods.target.type: Invalid value: \"Odd\": must be either Utilization, Value, or AverageValue\n"
        + "spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue")]
    [InlineData("autoscaling/v1/horizontalpodautoscalers", "{" + Target + ""","maxReplicas":1,"targetCPUUtilizationPercentage":-1}""",
        "spec.metrics[0].resource.target.averageUtilization: Invalid value: -1: must be greater than 0")]
    public void Create_WrongSpec_NamesFieldsInOrder(string resource, string spec, string expected) =>
        Assert.Equal(expected, WorkloadCase.Causes(WorkloadCase.Create(resource, $"{{\"metadata\":{{\"name\":\"a\"}},\"spec\":{spec}}}")));

    [Theory]
    [InlineData("{" + Pod + ""","backoffLimit":-1}""", $"spec.backoffLimit: Invalid value: -1: {Negative}")]
    [InlineData("{" + Pod + ""","managedBy":"me"}""",
        "spec.managedBy: Invalid value: \"me\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [InlineData("{" + Pod + ""","completionMode":"Odd"}""",
        "spec.completionMode: Unsupported value: \"Odd\": supported values: \"NonIndexed\", \"Indexed\"")]
    [InlineData("{" + Pod + ""","maxFailedIndexes":1}""",
        "spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified\n"
        + "spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode")]
    [InlineData("{" + Pod + ""","podFailurePolicy":{"rules":[{"action":"Ignore","onExitCodes":{"operator":"In","values":[2,1,0]}}]}}""",
        "spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Invalid value: 0: must not be 0 for the In operator\n"
        + "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1,0]: must be ordered")]
    [InlineData("{" + Pod + ""","podFailurePolicy":{"rules":[{"onPodConditions":[{"type":"T"}]}]},"""
        + """ "podReplacementPolicy":"TerminatingOrFailed"}""",
        "spec.podFailurePolicy.rules[0].action: Required value: valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]\n"
        + "spec.podReplacementPolicy: Unsupported value: \"TerminatingOrFailed\": supported values: \"Failed\"")]
    [InlineData("{" + Pod + ""","completionMode":"Indexed","completions":3,"successPolicy":{"rules":[{"succeededIndexes":"0-9"}]}}""",
        "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"0-9\": error parsing succeededIndexes: too large index: \"9\"")]
    [InlineData("""{"template":{"spec":{@POD}}}""",
        "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"")]
    public void CreateJob_WrongSpec_NamesFieldsInOrder(string spec, string expected) =>
        Assert.Equal(expected, WorkloadCase.Causes(WorkloadCase.Create(Jobs, $"{{\"metadata\":{{\"name\":\"a\"}},\"spec\":{spec}}}")));

    [Theory]
    [InlineData("""{"name":"a"},"value":1000000001""",
        "value: Forbidden: maximum allowed value of a user defined priority is 1000000000")]
    [InlineData("""{"name":"system-mine"},"value":1""",
        "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: "
        + "system-mine is not a known system priority class")]
    [InlineData("""{"name":"a"},"value":1,"preemptionPolicy":"Odd" """,
        "preemptionPolicy: Unsupported value: \"Odd\": supported values: \"PreemptLowerPriority\", \"Never\"")]
    public void CreatePriorityClass_OutOfRules_IsRefused(string rest, string expected) =>
        Assert.Equal(expected,
            WorkloadCase.Causes(WorkloadCase.Create("scheduling.k8s.io/v1/priorityclasses", $"{{\"metadata\":{rest}}}")));

    [Fact]
    public void CreateRuntimeClass_WrongOverhead_SpeaksOfLimits() => Assert.Equal(
        "overhead.limits[cpu]: Invalid value: \"-1\": must be greater than or equal to 0",
        WorkloadCase.Causes(WorkloadCase.Create("node.k8s.io/v1/runtimeclasses",
            """{"metadata":{"name":"a"},"handler":"h","overhead":{"podFixed":{"cpu":"-1"}}}""")));

    [Fact]
    public void CreateRuntimeClass_TolerationTwice_IsDuplicate() => Assert.Equal(
        "scheduling.tolerations[1]: Duplicate value: {\"Key\":\"k\",\"Operator\":\"Exists\",\"Value\":\"\",\"Effect\":\"NoExecute\","
        + "\"TolerationSeconds\":5}",
        WorkloadCase.Causes(WorkloadCase.Create("node.k8s.io/v1/runtimeclasses",
            """{"metadata":{"name":"a"},"handler":"h","scheduling":{"tolerations":[{"key":"k","operator":"Exists","effect":"NoExecute"},"""
            + """{"key":"k","operator":"Exists","effect":"NoExecute","tolerationSeconds":5},{"key":"k","operator":"Exists"}]}}""")));

    [Fact]
    public void CreateRuntimeClass_OldNodeLabel_Warns() => Assert.Equal(
        ["scheduling.nodeSelector: deprecated since v1.14; use \"kubernetes.io/os\" instead"],
        WorkloadCase.Create("node.k8s.io/v1/runtimeclasses",
            """{"metadata":{"name":"a"},"handler":"h","scheduling":{"nodeSelector":{"beta.kubernetes.io/os":"linux"}}}""").Warnings);

    [Fact]
    public void CreateControllerRevision_WithoutData_IsRefused() => Assert.Equal(
        "data: Required value: data is mandatory",
        WorkloadCase.Causes(WorkloadCase.Create("apps/v1/controllerrevisions", """{"metadata":{"name":"a"},"revision":1}""")));
}
