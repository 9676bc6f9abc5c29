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
            var own = Children(spec, "tolerations").ToList();
            var extra = Tolerations(request, DefaultAnnotation) is { Count: > 0 } found ? found : settings.Default;
            if (extra.Any(e => own.Exists(o => Conflict(e, o))))
            {
                throw Forbidden(request, "namespace tolerations and pod tolerations conflict");
            }

            foreach (var toleration in extra.Where(e => !own.Exists(o => Covers(o, e))))
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
        if (allowed.Count > 0 && own.Exists(o => !allowed.Any(a => Covers(a, o))))
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
        if (!Children(spec, "tolerations").Any(t => Covers(t, wanted)))
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

    // The same taint, tolerated in two ways.
    private static bool Conflict(ObjectNode a, ObjectNode b) => Part(a, "key") == Part(b, "key") && Part(a, "effect") == Part(b, "effect")
        && Part(a, "key").Length > 0 && !Covers(a, b) && !Covers(b, a);

    /// <summary>Whether all that the second tolerates the first tolerates too.</summary>
    private static bool Covers(ObjectNode wide, ObjectNode narrow)
    {
        if (Part(wide, "key") is { Length: > 0 } key && key != Part(narrow, "key"))
        {
            return false;
        }

        if (Part(wide, "effect") is { Length: > 0 } effect && effect != Part(narrow, "effect"))
        {
            return false;
        }

        if (Part(wide, "effect") == "NoExecute" && wide.Integer("tolerationSeconds") is { } seconds
            && (narrow.Integer("tolerationSeconds") is not { } less || less > seconds))
        {
            return false;
        }

        return Part(wide, "operator") == "Exists"
            || (Part(narrow, "operator") != "Exists" && Part(wide, "value") == Part(narrow, "value"));
    }

    private static string Part(ObjectNode toleration, string name) => toleration.Text(name) ?? "";
}
