using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Admission.PodSecurity;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Tests.Resources;
using Xunit;

namespace Orleans.KubeApi.Tests.Admission;

public sealed class PodSecurityTests
{
    private const string Safe =
        """{"name":"c","securityContext":{"allowPrivilegeEscalation":false,"runAsNonRoot":true,"capabilities":{"drop":["ALL"]},"seccompProfile":{"type":"RuntimeDefault"}}}""";

    [Fact]
    public void Evaluate_BarePodRestricted_NamesEverySettingInOrder() => Assert.Equal(
        "allowPrivilegeEscalation != false (containers \"i\", \"c\" must set securityContext.allowPrivilegeEscalation=false), "
        + "unrestricted capabilities (containers \"i\", \"c\" must set securityContext.capabilities.drop=[\"ALL\"]), "
        + "runAsNonRoot != true (pod or containers \"i\", \"c\" must set securityContext.runAsNonRoot=true), "
        + "seccompProfile (pod or containers \"i\", \"c\" must set securityContext.seccompProfile.type to "
        + "\"RuntimeDefault\" or \"Localhost\")",
        Evaluate("restricted:latest", """{"containers":[{"name":"c"}],"initContainers":[{"name":"i"}]}"""));

    [Theory]
    [InlineData("privileged:latest", """{"hostNetwork":true,"containers":[{"name":"c"}]}""", "")]
    [InlineData("baseline:latest", """{"containers":[{"name":"c"}]}""", "")]
    [InlineData("baseline:latest", """{"hostNetwork":true,"hostPID":true,"containers":[{"name":"c"}]}""",
        "host namespaces (hostNetwork=true, hostPID=true)")]
    [InlineData("baseline:latest", """{"containers":[{"name":"c","ports":[{"hostPort":9},{"hostPort":80}]}]}""",
        "hostPort (container \"c\" uses hostPorts 80, 9)")]
    [InlineData("baseline:latest", """{"containers":[{"name":"c","securityContext":{"privileged":true}}]}""",
        "privileged (container \"c\" must not set securityContext.privileged=true)")]
    [InlineData("baseline:latest", """{"containers":[{"name":"c"}],"volumes":[{"name":"h","hostPath":{"path":"/"}}]}""",
        "hostPath volumes (volume \"h\")")]
    [InlineData("baseline:latest",
        """{"containers":[{"name":"c","securityContext":{"capabilities":{"add":["SYS_TIME","NET_RAW","CHOWN"]}}}]}""",
        "non-default capabilities (container \"c\" must not include \"NET_RAW\", \"SYS_TIME\" in securityContext.capabilities.add)")]
    [InlineData("baseline:latest",
        """{"securityContext":{"sysctls":[{"name":"net.ipv4.tcp_rmem"},{"name":"kernel.msgmax"}]},"containers":[]}""",
        "forbidden sysctls (kernel.msgmax)")]
    [InlineData("baseline:v1.31", """{"securityContext":{"sysctls":[{"name":"net.ipv4.tcp_rmem"}]},"containers":[]}""",
        "forbidden sysctls (net.ipv4.tcp_rmem)")]
    [InlineData("baseline:latest", """{"containers":[{"name":"c","livenessProbe":{"httpGet":{"host":"h","port":1}}}]}""",
        "probe or lifecycle host (container \"c\" uses probe or lifecycle host \"h\")")]
    [InlineData("baseline:v1.33", """{"containers":[{"name":"c","livenessProbe":{"httpGet":{"host":"h","port":1}}}]}""", "")]
    [InlineData("baseline:latest", """{"securityContext":{"seLinuxOptions":{"type":"x","user":"u"}},"containers":[]}""",
        "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type \"x\"; user may not be set)")]
    [InlineData("baseline:latest", """{"securityContext":{"seccompProfile":{"type":"Unconfined"}},"containers":[]}""",
        "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")")]
    [InlineData("baseline:latest", """{"securityContext":{"appArmorProfile":{"type":"Unconfined"}},"containers":[]}""",
        "forbidden AppArmor profile (pod must not set AppArmor profile type to \"Unconfined\")")]
    [InlineData("baseline:latest", """{"containers":[{"name":"c","securityContext":{"procMount":"Unmasked"}}]}""",
        "procMount (container \"c\" must not set securityContext.procMount to \"Unmasked\")")]
    [InlineData("baseline:latest", """{"hostUsers":false,"containers":[{"name":"c","securityContext":{"procMount":"Unmasked"}}]}""", "")]
    [InlineData("baseline:latest", """{"containers":[{"name":"c","securityContext":{"windowsOptions":{"hostProcess":true}}}]}""",
        "hostProcess (container \"c\" must not set securityContext.windowsOptions.hostProcess=true)")]
    [InlineData("restricted:latest", "{\"containers\":[" + Safe + "]}", "")]
    [InlineData("restricted:latest",
        "{\"volumes\":[{\"name\":\"h\",\"hostPath\":{}},{\"name\":\"n\",\"nfs\":{}}],\"containers\":[" + Safe + "]}",
        "restricted volume types (volumes \"h\", \"n\" use restricted volume types \"hostPath\", \"nfs\")")]
    [InlineData("restricted:latest", "{\"securityContext\":{\"runAsUser\":0},\"containers\":[" + Safe + "]}",
        "runAsUser=0 (pod must not set runAsUser=0)")]
    [InlineData("restricted:v1.22", "{\"securityContext\":{\"runAsUser\":0},\"containers\":[" + Safe + "]}", "")]
    [InlineData("restricted:latest",
        """{"os":{"name":"windows"},"securityContext":{"runAsNonRoot":true},"containers":[{"name":"c"}]}""", "")]
    [InlineData("restricted:v1.7", """{"securityContext":{"runAsNonRoot":true},"containers":[{"name":"c"}]}""", "")]
    public void Evaluate_Pod_FindsWhatTheLevelForbids(string policy, string spec, string expected) =>
        Assert.Equal(expected, Evaluate(policy, spec));

    [Theory]
    [InlineData("enforce", "sharp", "must be one of privileged, baseline, restricted")]
    [InlineData("enforce-version", "v2.1", "must be \"latest\" or \"v1.x\"")]
    [InlineData("warn-version", "v1.01", "must be \"latest\" or \"v1.x\"")]
    public void Validate_NamespaceWithWrongLabel_Is422(string label, string value, string text)
    {
        var refused = Assert.Throws<StatusException>(() => Plugin().Validate(AdmissionRequests.Of(
            AdmissionOperation.Create, "", "namespaces",
            $$$$"""{"metadata":{"name":"p","labels":{"pod-security.kubernetes.io/{{{{label}}}}":"{{{{value}}}}"}}}""")));

        Assert.Equal((422, "Invalid"), (refused.Status.Code, refused.Status.Reason));
        Assert.Contains($"metadata.labels[pod-security.kubernetes.io/{label}]: Invalid value: \"{value}\": {text}", refused.Status.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_StricterLabel_WarnsOfThePodsThatViolateIt()
    {
        var world = new KnownObjects(
            (new("", "pods"), "p/b", """{"metadata":{"name":"b"},"spec":{"hostPID":true,"containers":[]}}"""),
            (new("", "pods"), "p/a", """{"metadata":{"name":"a"},"spec":{"hostPID":true,"containers":[]}}"""),
            (new("", "pods"), "p/ok", """{"metadata":{"name":"ok"},"spec":{"containers":[]}}"""));
        var request = AdmissionRequests.Of(
            AdmissionOperation.Update, "", "namespaces",
            """{"metadata":{"name":"p","labels":{"pod-security.kubernetes.io/enforce":"baseline"}}}""",
            """{"metadata":{"name":"p"}}""", world);

        Plugin().Validate(request);

        Assert.Equal(
            [
                "existing pods in namespace \"p\" violate the new PodSecurity enforce level \"baseline:latest\"",
                "a (and 1 other pod): host namespaces",
            ],
            request.Warnings);
    }

    [Fact]
    public void Validate_ExemptUserAndNamespaceAndClass_PassWithAnnotation()
    {
        var settings = PodSecuritySettings.Read(AdmissionRequests.Parse(
            """
            {"apiVersion":"pod-security.admission.config.k8s.io/v1","kind":"PodSecurityConfiguration","defaults":{"enforce":"restricted"},
            "exemptions":{"usernames":["root"],"namespaces":["free"],"runtimeClasses":["box"]}}
            """));
        var plugin = new PodSecurityPlugin(settings);
        var request = AdmissionRequests.Of(AdmissionOperation.Create, "", "pods", """{"spec":{"containers":[{"name":"c"}]}}""");

        Assert.Throws<StatusException>(() => plugin.Validate(request));
        foreach (var (exempt, reason) in new[]
        {
            (request with { User = new("root", "", []), AuditAnnotations = new() }, "user"),
            (request with { Namespace = "free", AuditAnnotations = new() }, "namespace"),
            (request with
            {
                Object = AdmissionRequests.Parse("""{"spec":{"runtimeClassName":"box","containers":[{"name":"c"}]}}"""),
                AuditAnnotations = new(),
            }, "runtimeClass"),
        })
        {
            plugin.Validate(exempt);
            Assert.Equal(reason, exempt.AuditAnnotations.Items!["pod-security.kubernetes.io/exempt"]);
        }
    }

    [Fact]
    public void Validate_WorkloadTemplate_WarnsAndAnnotatesButPasses()
    {
        var world = new KnownObjects((new("", "namespaces"), "ns",
            """{"metadata":{"name":"ns","labels":{"pod-security.kubernetes.io/enforce":"restricted","pod-security.kubernetes.io/audit":"baseline"}}}"""));
        var request = AdmissionRequests.Of(
            AdmissionOperation.Create, "batch", "cronjobs",
            """{"spec":{"jobTemplate":{"spec":{"template":{"spec":{"hostIPC":true,"containers":[]}}}}}}""", world: world);

        Plugin().Validate(request);

        Assert.Equal("would violate PodSecurity \"restricted:latest\": host namespaces (hostIPC=true)", Assert.Single(request.Warnings));
        Assert.Equal("would violate PodSecurity \"baseline:latest\": host namespaces (hostIPC=true)",
            request.AuditAnnotations.Items!["pod-security.kubernetes.io/audit-violations"]);
    }

    private static PodSecurityPlugin Plugin() => new(PodSecuritySettings.None);

    private static string Evaluate(string policy, string spec)
    {
        var parts = policy.Split(':');
        Assert.True(LeveledVersion.TryParseLevel(parts[0], out var level));
        Assert.True(LeveledVersion.TryParseVersion(parts[1], out var minor));
        var found = PodEvaluator.Evaluate(new(level, minor), new PodUnderCheck(null, AdmissionRequests.Parse(spec)));
        return PodEvaluator.Details(found);
    }
}
