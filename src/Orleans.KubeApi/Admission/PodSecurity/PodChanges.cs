using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>Whether an update of a pod brings something that its creation didn't show.</summary>
internal static class PodChanges
{
    /// <summary>Other containers or images, or a new ephemeral container.</summary>
    public static bool Matter(ObjectNode pod, ObjectNode old)
    {
        var (spec, oldSpec) = (pod.Object("spec"), old.Object("spec"));
        return Differ(spec, oldSpec, "containers") || Differ(spec, oldSpec, "initContainers") || AddEphemeral(spec, oldSpec);
    }

    private static bool Differ(ObjectNode? spec, ObjectNode? old, string list)
    {
        var images = PodUnderCheck.Of(spec, list).Select(c => c.Text("image") ?? "");
        return !images.SequenceEqual(PodUnderCheck.Of(old, list).Select(c => c.Text("image") ?? ""), StringComparer.Ordinal);
    }

    private static bool AddEphemeral(ObjectNode? spec, ObjectNode? old)
    {
        var known = PodUnderCheck.Of(old, "ephemeralContainers").ToList();
        return PodUnderCheck.Of(spec, "ephemeralContainers").Any(c =>
            known.Find(k => k.Text("name") == c.Text("name")) is not { } before || before.Text("image") != c.Text("image"));
    }
}
