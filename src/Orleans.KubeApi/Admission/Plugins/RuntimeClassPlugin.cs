using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>RuntimeClass: a pod's class must exist; it brings overhead, node selector and tolerations.</summary>
internal sealed class RuntimeClassPlugin : PluginBase
{
    private static readonly GroupResource Classes = new("node.k8s.io", "runtimeclasses");

    /// <inheritdoc/>
    public override string Name => "RuntimeClass";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || !Is(request, "", "pods") || ClassOf(request) is not { } found)
        {
            return;
        }

        var spec = request.Object!.Child("spec");
        if (found.Object("overhead")?.Object("podFixed") is { } overhead)
        {
            if (spec["overhead"] is { } own && !Node.DeepEquals(own, overhead))
            {
                throw Forbidden(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
            }

            spec.Set("overhead", overhead.Clone());
        }

        if (found.Object("scheduling") is { } scheduling)
        {
            Place(request, spec, scheduling);
        }
    }

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || !Is(request, "", "pods"))
        {
            return;
        }

        var own = request.Object!.Object("spec")?.Object("overhead");
        if (ClassOf(request)?.Object("overhead")?.Object("podFixed") is { } overhead)
        {
            if (own is null || !Node.DeepEquals(own, overhead))
            {
                throw Forbidden(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
            }
        }
        else if (own is { Count: > 0 })
        {
            throw Forbidden(request, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
    }

    private static ObjectNode? ClassOf(AdmissionRequest request)
    {
        if (request.Object!.Object("spec")?.Text("runtimeClassName") is not { } name)
        {
            return null;
        }

        var found = request.Reader.Find(Classes, "", name)
            ?? throw Forbidden(request, $"pod rejected: RuntimeClass {GoText.Quote(name)} not found");
        return found.Parse();
    }

    private static void Place(AdmissionRequest request, ObjectNode spec, ObjectNode scheduling)
    {
        foreach (var (key, value) in scheduling.Object("nodeSelector") ?? [])
        {
            var selector = spec.Child("nodeSelector");
            if (selector.Text(key) is { } own && own != (value as TextNode)?.Value)
            {
                throw Forbidden(request,
                    $"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {(value as TextNode)?.Value}; pod.spec.nodeSelector[{key}] = {own}");
            }

            selector.Set(key, value);
        }

        var added = scheduling.Array("tolerations")?.Items ?? [];
        if (added.Count == 0)
        {
            return;
        }

        List<ObjectNode> all = [.. Children(spec, "tolerations"), .. added.OfType<ObjectNode>().Select(t => (ObjectNode)t.Clone())];
        spec.Set("tolerations", new ArrayNode(TolerationIndex.Merge(all)));
    }
}
