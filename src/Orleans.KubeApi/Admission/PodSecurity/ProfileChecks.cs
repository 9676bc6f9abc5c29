using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>Level baseline on the node's own guards: AppArmor, seccomp, SELinux, sysctls.</summary>
internal static class ProfileChecks
{
    private const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";
    private const string SeccompPod = "seccomp.security.alpha.kubernetes.io/pod";
    private const string SeccompPrefix = "container.seccomp.security.alpha.kubernetes.io/";

    private static readonly (int Since, string Name)[] SafeSysctls =
    [
        (0, "kernel.shm_rmid_forced"), (0, "net.ipv4.ip_local_port_range"), (0, "net.ipv4.tcp_syncookies"),
        (0, "net.ipv4.ping_group_range"), (0, "net.ipv4.ip_unprivileged_port_start"), (27, "net.ipv4.ip_local_reserved_ports"),
        (29, "net.ipv4.tcp_keepalive_time"), (29, "net.ipv4.tcp_fin_timeout"), (29, "net.ipv4.tcp_keepalive_intvl"),
        (29, "net.ipv4.tcp_keepalive_probes"), (32, "net.ipv4.tcp_rmem"), (32, "net.ipv4.tcp_wmem"),
        (37, "net.ipv4.tcp_slow_start_after_idle"), (37, "net.ipv4.tcp_notsent_lowat"),
    ];

    public static Finding? AppArmor(PodUnderCheck pod)
    {
        var bad = pod.Names(c => TypeOf(c.Object("securityContext"), "appArmorProfile") is { } t && !IsSafe(t));
        var podType = TypeOf(pod.Context, "appArmorProfile");
        var podIsBad = podType is not null && !IsSafe(podType);
        var values = Types(pod, "appArmorProfile").Where(t => !IsSafe(t)).Order(StringComparer.Ordinal).Distinct().ToList();
        var annotations = pod.Annotations.Where(a => a.Key.StartsWith(AppArmorPrefix, StringComparison.Ordinal))
            .Select(a => (a.Key, Value: (a.Value as TextNode)?.Value ?? ""))
            .Where(a => a.Value.Length > 0 && a.Value != "runtime/default" && !a.Value.StartsWith("localhost/", StringComparison.Ordinal))
            .Select(a => $"{a.Key}={GoText.Quote(a.Value)}").Order(StringComparer.Ordinal).ToList();
        var setters = new List<string>();
        if (podIsBad || bad.Count > 0)
        {
            setters.Add(Finding.Setters(podIsBad, bad));
        }

        if (annotations.Count > 0)
        {
            values.AddRange(annotations);
            setters.Add(Finding.Plural(annotations.Count, "annotation"));
        }

        return setters.Count == 0 ? null : new Finding(Finding.Plural(values.Count, "forbidden AppArmor profile"),
            $"{string.Join(" and ", setters)} must not set AppArmor profile type to {Finding.Quoted(values)}");
    }

    public static Finding? SeccompAnnotations(PodUnderCheck pod)
    {
        var bad = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var key in pod.Containers.Select(c => SeccompPrefix + c.Text("name")).Prepend(SeccompPod))
        {
            if (pod.Annotations.Text(key) is { } value && value is not ("runtime/default" or "docker/default")
                && !value.StartsWith("localhost/", StringComparison.Ordinal))
            {
                bad.Add($"{key}={GoText.Quote(value)}");
            }
        }

        return bad.Count == 0 ? null
            : new Finding("seccompProfile", $"forbidden {Finding.Plural(bad.Count, "annotation")} {string.Join(", ", bad)}");
    }

    /// <summary>Profiles that are set must be safe ones.</summary>
    public static Finding? Seccomp(PodUnderCheck pod)
    {
        var bad = pod.Names(c => TypeOf(c.Object("securityContext"), "seccompProfile") is { } t && !IsSafe(t));
        var podType = TypeOf(pod.Context, "seccompProfile");
        var podIsBad = podType is not null && !IsSafe(podType);
        return bad.Count == 0 && !podIsBad ? null : new Finding("seccompProfile",
            $"{Finding.Setters(podIsBad, bad)} must not set securityContext.seccompProfile.type to "
            + Finding.QuotedSet(Types(pod, "seccompProfile").Where(t => !IsSafe(t))));
    }

    public static Finding? SeLinux(PodUnderCheck pod, int minor)
    {
        var bad = pod.Names(c => IsBadSeLinux(SeLinuxOf(c.Object("securityContext")), minor));
        var podIsBad = IsBadSeLinux(SeLinuxOf(pod.Context), minor);
        if (bad.Count == 0 && !podIsBad)
        {
            return null;
        }

        var all = pod.Containers.Select(c => SeLinuxOf(c.Object("securityContext"))).Append(SeLinuxOf(pod.Context)).OfType<ObjectNode>();
        var types = all.Select(o => o.Text("type") ?? "").Where(t => !IsSafeSeLinuxType(t, minor)).ToHashSet();
        var data = new List<string>();
        if (types.Count > 0)
        {
            data.Add($"{Finding.Plural(types.Count, "type")} {Finding.QuotedSet(types)}");
        }

        data.AddRange(new[] { "user", "role" }.Where(n => all.Any(o => o.Text(n) is { Length: > 0 })).Select(n => $"{n} may not be set"));
        return new Finding("seLinuxOptions",
            $"{Finding.Setters(podIsBad, bad)} set forbidden securityContext.seLinuxOptions: {string.Join("; ", data)}");
    }

    public static Finding? Sysctls(PodUnderCheck pod, int minor)
    {
        var bad = PodUnderCheck.Of(pod.Context, "sysctls").Select(s => s.Text("name") ?? "")
            .Where(n => !SafeSysctls.Any(s => s.Name == n && s.Since <= minor)).ToList();
        return bad.Count == 0 ? null : new Finding("forbidden sysctls", string.Join(", ", bad));
    }

    /// <summary>The type of a profile; null if there is no profile.</summary>
    public static string? TypeOf(ObjectNode? context, string profile) =>
        context?.Object(profile) is { } found ? found.Text("type") ?? "" : null;

    /// <summary>What a profile may be.</summary>
    public static bool IsSafe(string type) => type is "RuntimeDefault" or "Localhost";

    private static IEnumerable<string> Types(PodUnderCheck pod, string profile) => pod.Containers
        .Select(c => TypeOf(c.Object("securityContext"), profile)).Append(TypeOf(pod.Context, profile)).OfType<string>();

    private static ObjectNode? SeLinuxOf(ObjectNode? context) => context?.Object("seLinuxOptions");

    private static bool IsBadSeLinux(ObjectNode? options, int minor) => options is not null
        && (!IsSafeSeLinuxType(options.Text("type") ?? "", minor)
            || options.Text("user") is { Length: > 0 } || options.Text("role") is { Length: > 0 });

    private static bool IsSafeSeLinuxType(string type, int minor) =>
        type is "" or "container_t" or "container_init_t" or "container_kvm_t" || (minor >= 31 && type == "container_engine_t");
}
