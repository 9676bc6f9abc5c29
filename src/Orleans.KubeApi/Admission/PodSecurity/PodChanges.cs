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
        var known = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var container in PodUnderCheck.Of(old, "ephemeralContainers"))
        {
            known.TryAdd(container.Text("name") ?? "", container.Text("image"));
        }

        return PodUnderCheck.Of(spec, "ephemeralContainers")
            .Any(c => !known.TryGetValue(c.Text("name") ?? "", out var before) || before != c.Text("image"));
    }
}
