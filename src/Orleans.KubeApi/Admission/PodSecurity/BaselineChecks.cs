using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>What level baseline forbids (pod-security-admission <c>policy/</c>); null if the pod is fine.</summary>
internal static class BaselineChecks
{
    private static readonly HashSet<string> DefaultCapabilities = new(StringComparer.Ordinal)
    {
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP",
        "SETUID", "SYS_CHROOT",
    };

    public static Finding? Capabilities(PodUnderCheck pod)
    {
        var bad = pod.Names(c => Added(c).Any(a => !DefaultCapabilities.Contains(a)));
        if (bad.Count == 0)
        {
            return null;
        }

        var added = pod.Containers.SelectMany(Added).Where(a => !DefaultCapabilities.Contains(a));
        return new Finding("non-default capabilities",
            $"{Finding.Containers(bad)} must not include {Finding.QuotedSet(added)} in securityContext.capabilities.add");
    }

    public static Finding? HostNamespaces(PodUnderCheck pod)
    {
        var used = new[] { "hostNetwork", "hostPID", "hostIPC" }.Where(n => pod.Spec[n] is BoolNode { Value: true }).ToList();
        return used.Count == 0 ? null : new Finding("host namespaces", string.Join(", ", used.Select(n => $"{n}=true")));
    }

    public static Finding? HostPathVolumes(PodUnderCheck pod)
    {
        var bad = PodUnderCheck.Of(pod.Spec, "volumes").Where(v => v.Has("hostPath")).Select(v => v.Text("name") ?? "").ToList();
        return bad.Count == 0 ? null : new Finding("hostPath volumes", $"{Finding.Plural(bad.Count, "volume")} {Finding.Quoted(bad)}");
    }

    public static Finding? HostPorts(PodUnderCheck pod)
    {
        var bad = pod.Names(c => HostPortsOf(c).Any());
        if (bad.Count == 0)
        {
            return null;
        }

        var ports = new SortedSet<string>(pod.Containers.SelectMany(HostPortsOf), StringComparer.Ordinal);
        return new Finding("hostPort",
            $"{Finding.Containers(bad)} {Uses(bad.Count)} {Finding.Plural(ports.Count, "hostPort")} {string.Join(", ", ports)}");
    }

    public static Finding? HostProbes(PodUnderCheck pod)
    {
        var bad = new SortedSet<string>(pod.Names(c => HostsOf(c).Any()), StringComparer.Ordinal);
        if (bad.Count == 0)
        {
            return null;
        }

        var hosts = new SortedSet<string>(pod.Containers.SelectMany(HostsOf), StringComparer.Ordinal);
        return new Finding("probe or lifecycle host",
            $"{Finding.Containers(bad)} {Uses(bad.Count)} {Finding.Plural(hosts.Count, "probe or lifecycle host")} "
            + Finding.Quoted(hosts));
    }

    public static Finding? Privileged(PodUnderCheck pod)
    {
        var bad = pod.Names(c => c.Object("securityContext")?["privileged"] is BoolNode { Value: true });
        return bad.Count == 0 ? null
            : new Finding("privileged", $"{Finding.Containers(bad)} must not set securityContext.privileged=true");
    }

    public static Finding? ProcMount(PodUnderCheck pod)
    {
        var bad = pod.Names(c => ProcMountOf(c) is not (null or "Default"));
        return bad.Count == 0 ? null : new Finding("procMount", $"{Finding.Containers(bad)} must not set securityContext.procMount to "
            + Finding.QuotedSet(pod.Containers.Select(ProcMountOf).OfType<string>().Where(p => p != "Default")));
    }

    public static Finding? ProcMountUnlessOwnUsers(PodUnderCheck pod) => pod.HasOwnUsers ? null : ProcMount(pod);

    public static Finding? WindowsHostProcess(PodUnderCheck pod)
    {
        var bad = pod.Names(c => IsHostProcess(c.Object("securityContext")));
        var podIsBad = IsHostProcess(pod.Context);
        return bad.Count == 0 && !podIsBad ? null
            : new Finding("hostProcess", $"{Finding.Setters(podIsBad, bad)} must not set securityContext.windowsOptions.hostProcess=true");
    }

    /// <summary>"uses" or "use".</summary>
    public static string Uses(int count) => count == 1 ? "uses" : "use";

    /// <summary>Capabilities that a container asks for.</summary>
    public static IEnumerable<string> Added(ObjectNode container) =>
        (container.Object("securityContext")?.Object("capabilities")?.Array("add")?.Items ?? []).OfType<TextNode>().Select(t => t.Value);

    private static IEnumerable<string> HostPortsOf(ObjectNode container) => PodUnderCheck.Of(container, "ports")
        .Select(p => p.Integer("hostPort") ?? 0).Where(p => p != 0).Select(p => p.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<string> HostsOf(ObjectNode container)
    {
        var lifecycle = container.Object("lifecycle");
        ObjectNode?[] handlers =
        [
            container.Object("livenessProbe"), container.Object("readinessProbe"), container.Object("startupProbe"),
            lifecycle?.Object("postStart"), lifecycle?.Object("preStop"),
        ];
        return handlers.SelectMany(h => new[] { h?.Object("httpGet")?.Text("host"), h?.Object("tcpSocket")?.Text("host") })
            .OfType<string>().Where(h => h.Length > 0);
    }

    private static string? ProcMountOf(ObjectNode container) => container.Object("securityContext")?.Text("procMount");

    private static bool IsHostProcess(ObjectNode? context) =>
        context?.Object("windowsOptions")?["hostProcess"] is BoolNode { Value: true };
}
