using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>What level restricted asks for besides baseline (pod-security-admission <c>policy/</c>); null if the pod is fine.</summary>
internal static class RestrictedChecks
{
    private static readonly HashSet<string> AllowedVolumes = new(StringComparer.Ordinal)
    {
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret",
    };

    public static Finding? AllowPrivilegeEscalation(PodUnderCheck pod)
    {
        var bad = pod.Names(c => c.Object("securityContext")?["allowPrivilegeEscalation"] is not BoolNode { Value: false });
        return bad.Count == 0 ? null : new Finding("allowPrivilegeEscalation != false",
            $"{Finding.Containers(bad)} must set securityContext.allowPrivilegeEscalation=false");
    }

    public static Finding? Capabilities(PodUnderCheck pod)
    {
        var keeping = pod.Names(c => !DropsAll(c));
        var adding = pod.Names(c => BaselineChecks.Added(c).Any(IsForbidden));
        var details = new List<string>();
        if (keeping.Count > 0)
        {
            details.Add($"{Finding.Containers(keeping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        }

        if (adding.Count > 0)
        {
            var added = pod.Containers.SelectMany(BaselineChecks.Added).Where(IsForbidden);
            details.Add($"{Finding.Containers(adding)} must not include {Finding.QuotedSet(added)} in securityContext.capabilities.add");
        }

        return details.Count == 0 ? null : new Finding("unrestricted capabilities", string.Join("; ", details));
    }

    public static Finding? Volumes(PodUnderCheck pod)
    {
        var bad = PodUnderCheck.Of(pod.Spec, "volumes").Where(v => !v.Any(m => AllowedVolumes.Contains(m.Key))).ToList();
        if (bad.Count == 0)
        {
            return null;
        }

        var types = bad.Select(v => v.FirstOrDefault(m => m.Key != "name").Key ?? "unknown").ToHashSet();
        return new Finding("restricted volume types",
            $"{Finding.Plural(bad.Count, "volume")} {Finding.Quoted(bad.Select(v => v.Text("name") ?? ""))} {BaselineChecks.Uses(bad.Count)} "
            + $"{Finding.Plural(types.Count, "restricted volume type")} {Finding.QuotedSet(types)}");
    }

    public static Finding? RunAsNonRoot(PodUnderCheck pod)
    {
        const string Reason = "runAsNonRoot != true";
        var ofPod = pod.Context?["runAsNonRoot"] as BoolNode;
        var saying = pod.Names(c => c.Object("securityContext")?["runAsNonRoot"] is BoolNode { Value: false });
        if (ofPod is { Value: false } || saying.Count > 0)
        {
            return new Finding(Reason,
                $"{Finding.Setters(ofPod is { Value: false }, saying)} must not set securityContext.runAsNonRoot=false");
        }

        var silent = ofPod is not null ? [] : pod.Names(c => c.Object("securityContext")?["runAsNonRoot"] is not BoolNode);
        return silent.Count == 0 ? null
            : new Finding(Reason, $"pod or {Finding.Containers(silent)} must set securityContext.runAsNonRoot=true");
    }

    public static Finding? RunAsUser(PodUnderCheck pod)
    {
        var bad = pod.Names(c => c.Object("securityContext")?.Integer("runAsUser") == 0);
        var podIsBad = pod.Context?.Integer("runAsUser") == 0;
        return bad.Count == 0 && !podIsBad ? null
            : new Finding("runAsUser=0", $"{Finding.Setters(podIsBad, bad)} must not set runAsUser=0");
    }

    public static Finding? Seccomp(PodUnderCheck pod)
    {
        if (ProfileChecks.Seccomp(pod) is { } wrong)
        {
            return wrong;
        }

        var silent = ProfileChecks.TypeOf(pod.Context, "seccompProfile") is not null ? []
            : pod.Names(c => ProfileChecks.TypeOf(c.Object("securityContext"), "seccompProfile") is null);
        return silent.Count == 0 ? null : new Finding("seccompProfile",
            $"pod or {Finding.Containers(silent)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    }

    private static bool IsForbidden(string capability) => capability != "NET_BIND_SERVICE";

    private static bool DropsAll(ObjectNode container) =>
        container.Object("securityContext")?.Object("capabilities")?.Array("drop")?.Items.Any(d => d is TextNode { Value: "ALL" }) == true;
}
