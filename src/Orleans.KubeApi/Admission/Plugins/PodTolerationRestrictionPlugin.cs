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
        if (request.Operation == AdmissionOperation.Create)
        {
            var extra = Tolerations(request, DefaultAnnotation) is { Count: > 0 } found ? found : settings.Default;
            var own = new TolerationIndex(Children(spec, "tolerations"));
            if (extra.Any(own.ConflictsWith))
            {
                throw Forbidden(request, "namespace tolerations and pod tolerations conflict");
            }

            foreach (var toleration in extra.Where(e => !own.Covers(e)))
            {
                List(spec, "tolerations").Add(toleration.Clone());
            }

            if (request.Object!.Object("status")?.Text("qosClass") is { } quality and not "BestEffort" && quality.Length > 0)
            {
                AddPressure(spec);
            }
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

        var allowed = Tolerations(request, AllowedAnnotation) is { Count: > 0 } found ? found : settings.Allowed;
        if (allowed.Count > 0 && !own.TrueForAll(new TolerationIndex(allowed).Covers))
        {
            throw Forbidden(request,
                "pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist");
        }
    }

    // Pods that asked for memory stay on nodes that run out of it.
    private static void AddPressure(ObjectNode spec)
    {
        var wanted = new ObjectNode
        {
            { "key", "node.kubernetes.io/memory-pressure" }, { "operator", "Exists" }, { "effect", "NoSchedule" },
        };
        if (!new TolerationIndex(Children(spec, "tolerations")).Covers(wanted))
        {
            List(spec, "tolerations").Add(wanted);
        }
    }

    private static IReadOnlyList<ObjectNode> Tolerations(AdmissionRequest request, string annotation)
    {
        var text = request.Reader.Find(Namespaces, "", request.Namespace)?
            .Parse().Object("metadata")?.Object("annotations")?.Text(annotation);
        if (text is not { Length: > 0 })
        {
            return [];
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
