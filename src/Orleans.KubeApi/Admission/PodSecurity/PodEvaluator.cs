namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>
/// Which checks make up a level in a version. Baseline checks come first, then those of restricted, both in the order of the original's
/// names; a restricted check takes the place of the baseline one that it contains.
/// </summary>
internal static class PodEvaluator
{
    /// <summary>The last version that changed a check: later ones, and "latest", mean the same.</summary>
    private const int Newest = 37;

    /// <summary>Everything that is wrong with the pod; empty if it is fine.</summary>
    public static IReadOnlyList<Finding> Evaluate(LeveledVersion policy, PodUnderCheck pod)
    {
        if (policy.Level == SecurityLevel.Privileged)
        {
            return [];
        }

        var minor = Math.Min(policy.Minor, Newest);
        var checks = policy.Level == SecurityLevel.Baseline ? Baseline(pod, minor) : Restricted(pod, minor);
        return [.. checks.OfType<Finding>()];
    }

    /// <summary>All findings as a message has them.</summary>
    public static string Details(IReadOnlyList<Finding> findings) => string.Join(", ", findings);

    private static IEnumerable<Finding?> Baseline(PodUnderCheck pod, int minor)
    {
        yield return ProfileChecks.AppArmor(pod);
        yield return BaselineChecks.Capabilities(pod);
        yield return BaselineChecks.HostNamespaces(pod);
        yield return BaselineChecks.HostPathVolumes(pod);
        yield return BaselineChecks.HostPorts(pod);
        yield return minor >= 34 ? BaselineChecks.HostProbes(pod) : null;
        yield return BaselineChecks.Privileged(pod);
        yield return minor >= 35 ? BaselineChecks.ProcMountUnlessOwnUsers(pod) : BaselineChecks.ProcMount(pod);
        yield return ProfileChecks.SeLinux(pod, minor);
        yield return minor >= 19 ? ProfileChecks.Seccomp(pod) : ProfileChecks.SeccompAnnotations(pod);
        yield return ProfileChecks.Sysctls(pod, minor);
        yield return BaselineChecks.WindowsHostProcess(pod);
    }

    private static IEnumerable<Finding?> Restricted(PodUnderCheck pod, int minor)
    {
        // From 1.25 on, what only Linux knows isn't asked of pods for Windows.
        var asksLinux = minor < 25 || !pod.IsWindows;
        var asksRoot = minor < 35 || !pod.HasOwnUsers;
        yield return ProfileChecks.AppArmor(pod);
        yield return minor < 22 ? BaselineChecks.Capabilities(pod) : null;
        yield return BaselineChecks.HostNamespaces(pod);
        yield return BaselineChecks.HostPorts(pod);
        yield return minor >= 34 ? BaselineChecks.HostProbes(pod) : null;
        yield return BaselineChecks.Privileged(pod);
        yield return minor < 35 ? BaselineChecks.ProcMount(pod) : null;
        yield return ProfileChecks.SeLinux(pod, minor);
        yield return minor < 19 ? ProfileChecks.SeccompAnnotations(pod) : null;
        yield return ProfileChecks.Sysctls(pod, minor);
        yield return BaselineChecks.WindowsHostProcess(pod);
        yield return minor >= 8 && asksLinux ? RestrictedChecks.AllowPrivilegeEscalation(pod) : null;
        yield return minor >= 22 && asksLinux ? RestrictedChecks.Capabilities(pod) : null;
        yield return minor >= 35 ? BaselineChecks.ProcMount(pod) : null;
        yield return RestrictedChecks.Volumes(pod);
        yield return asksRoot ? RestrictedChecks.RunAsNonRoot(pod) : null;
        yield return minor >= 23 && asksRoot ? RestrictedChecks.RunAsUser(pod) : null;
        yield return minor >= 19 && asksLinux ? RestrictedChecks.Seccomp(pod) : null;
    }
}
