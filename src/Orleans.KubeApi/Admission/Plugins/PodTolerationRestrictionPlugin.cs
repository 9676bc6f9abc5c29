using Orleans.KubeApi.Admission.Quota;
using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>PodTolerationRestriction: pods get the tolerations of their namespace, and may have no others than it allows.</summary>
internal sealed class PodTolerationRestrictionPlugin(PodTolerationSettings settings) : PluginBase
{
    private const string DefaultAnnotation = "scheduler.alpha.kubernetes.io/defaultTolerations";
    private const string AllowedAnnotation = "scheduler.alpha.kubernetes.io/tolerationsWhitelist";
    private static readonly GroupResource Namespaces = new("", "namespaces");

    /// <inheritdoc/>
    public override string Name => "PodTolerationRestriction";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update) || !Is(request, "", "pods"))
        {
            return;
        }

        var spec = request.Object!.Child("spec");
        List<ObjectNode> extra = request.Operation == AdmissionOperation.Create
            ? [.. (Tolerations(request, DefaultAnnotation) ?? settings.Default).Select(t => (ObjectNode)t.Clone())] : [];
        if (!IsBestEffort(request.Object!, spec))
        {
            extra.Add(new ObjectNode
            {
                { "key", "node.kubernetes.io/memory-pressure" }, { "operator", "Exists" }, { "effect", "NoSchedule" },
            });
        }

        if (extra.Count > 0)
        {
            spec.Set("tolerations", new ArrayNode(TolerationIndex.Merge([.. Children(spec, "tolerations"), .. extra])));
        }

        Validate(request);
    }

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update) || !Is(request, "", "pods"))
        {
            return;
        }

        var own = Children(request.Object!.Child("spec"), "tolerations").ToList();
        if (own.Count == 0)
        {
            return;
        }

        var ofNamespace = Tolerations(request, AllowedAnnotation);
        var allowed = ofNamespace ?? settings.Allowed;
        if (allowed.Count > 0 && !own.TrueForAll(new TolerationIndex(allowed).Covers))
        {
            var scope = ofNamespace is null ? "cluster" : "namespace";
            throw Forbidden(
                request, $"pod tolerations (possibly merged with {scope} default tolerations) conflict with its {scope} whitelist");
        }
    }

    // Pods that asked for something stay on nodes that run out of memory.
    private static bool IsBestEffort(ObjectNode pod, ObjectNode spec) =>
        pod.Object("status")?.Text("qosClass") is { Length: > 0 } quality ? quality == "BestEffort" : PodMeasure.IsBestEffort(spec);

    // Null if the namespace says nothing; an empty text says that there are none.
    private static IReadOnlyList<ObjectNode>? Tolerations(AdmissionRequest request, string annotation)
    {
        var text = request.Reader.Find(Namespaces, "", request.Namespace)?
            .Parse().Object("metadata")?.Object("annotations")?.Text(annotation);
        if (text is not { Length: > 0 })
        {
            return text is null ? null : [];
        }

        try
        {
            return NodeReader.Parse(System.Text.Encoding.UTF8.GetBytes(text)) is ArrayNode list ? [.. list.Items.OfType<ObjectNode>()]
                : throw Forbidden(request, $"annotation {annotation} is no list");
        }
        catch (System.Text.Json.JsonException wrong)
        {
            throw Forbidden(request, $"annotation {annotation}: {wrong.Message}");
        }
    }
}
