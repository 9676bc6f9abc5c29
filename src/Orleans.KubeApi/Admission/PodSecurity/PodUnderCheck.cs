using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>A pod, or a template of pods, as the checks look at it.</summary>
internal sealed class PodUnderCheck(ObjectNode? metadata, ObjectNode spec)
{
    /// <summary>metadata.annotations.</summary>
    public ObjectNode Annotations { get; } = metadata?.Object("annotations") ?? [];

    /// <summary>spec.</summary>
    public ObjectNode Spec { get; } = spec;

    /// <summary>spec.securityContext.</summary>
    public ObjectNode? Context { get; } = spec.Object("securityContext");

    /// <summary>Init containers, containers, ephemeral containers, in this order.</summary>
    public IReadOnlyList<ObjectNode> Containers { get; } =
        [.. Of(spec, "initContainers"), .. Of(spec, "containers"), .. Of(spec, "ephemeralContainers")];

    /// <summary>The pod is for Windows nodes.</summary>
    public bool IsWindows => Spec.Object("os")?.Text("name") == "windows";

    /// <summary>The pod's users aren't the node's.</summary>
    public bool HasOwnUsers => Spec["hostUsers"] is BoolNode { Value: false };

    /// <summary>The objects of a list.</summary>
    public static IEnumerable<ObjectNode> Of(ObjectNode? parent, string list) => parent?.Array(list)?.Items.OfType<ObjectNode>() ?? [];

    /// <summary>Names of the containers that fail, in order.</summary>
    public List<string> Names(Func<ObjectNode, bool> isBad) =>
        [.. Containers.Where(isBad).Select(c => c.Text("name") ?? "")];
}
