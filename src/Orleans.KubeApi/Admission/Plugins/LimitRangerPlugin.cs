using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// LimitRanger: fills the requests and limits that a namespace's LimitRanges set by default, and refuses what is outside of their bounds.
/// Pods only when they are created, claims always.
/// </summary>
internal sealed class LimitRangerPlugin : PluginBase
{
    private const string Annotation = "kubernetes.io/limit-ranger";
    private static readonly GroupResource Ranges = new("", "limitranges");

    /// <inheritdoc/>
    public override string Name => "LimitRanger";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (!IsPod(request))
        {
            return;
        }

        foreach (var range in request.Reader.List(Ranges, request.Namespace))
        {
            Fill(request.Object!, Limits(range));
        }
    }

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        var isPod = IsPod(request);
        var isClaim = request.Operation != AdmissionOperation.Delete && Is(request, "", "persistentvolumeclaims") && !IsEnding(request);
        if (!isPod && !isClaim)
        {
            return;
        }

        foreach (var range in request.Reader.List(Ranges, request.Namespace))
        {
            var problems = isPod ? LimitBounds.OfPod(request.Object!, Limits(range)) : LimitBounds.OfClaim(request.Object!, Limits(range));
            if (problems.Count > 0)
            {
                throw Forbidden(request, problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]");
            }
        }
    }

    // Otherwise the resources of a pod can't change.
    private static bool IsPod(AdmissionRequest request) => request.Resource is { Group: "", Resource: "pods" } && !IsEnding(request)
        && request is { Operation: AdmissionOperation.Create, Subresource: "" }
            or { Operation: AdmissionOperation.Update, Subresource: "resize" };

    private static bool IsEnding(AdmissionRequest request) => request.Old?.Object("metadata")?.Has("deletionTimestamp") == true;

    private static List<ObjectNode> Limits(StoredObject range) =>
        [.. range.Parse().Object("spec")?.Array("limits")?.Items.OfType<ObjectNode>() ?? []];

    private static void Fill(ObjectNode pod, List<ObjectNode> limits)
    {
        var requestDefaults = Defaults(limits, "defaultRequest");
        var limitDefaults = Defaults(limits, "default");
        var notes = new List<string>();
        var spec = pod.Child("spec");
        foreach (var container in Children(spec, "containers"))
        {
            Fill(container, "container", requestDefaults, limitDefaults, notes);
        }

        foreach (var container in Children(spec, "initContainers"))
        {
            Fill(container, "init container", requestDefaults, limitDefaults, notes);
        }

        if (notes.Count > 0)
        {
            pod.Child("metadata").Child("annotations").Set(Annotation, "LimitRanger plugin set: " + string.Join("; ", notes));
        }
    }

    private static void Fill(ObjectNode container, string what, ObjectNode requests, ObjectNode limits, List<string> notes)
    {
        Fill(container, "requests", requests, "request", what, notes);
        Fill(container, "limits", limits, "limit", what, notes);
    }

    private static void Fill(ObjectNode container, string field, ObjectNode defaults, string noun, string what, List<string> notes)
    {
        var added = new List<string>();
        foreach (var (name, value) in defaults)
        {
            var own = container.Child("resources").Child(field);
            if (!own.Has(name))
            {
                own.Set(name, value);
                added.Add(name);
            }
        }

        if (added.Count > 0)
        {
            added.Sort(StringComparer.Ordinal);
            notes.Add($"{string.Join(", ", added)} {noun} for {what} {container.Text("name")}");
        }
    }

    private static ObjectNode Defaults(List<ObjectNode> limits, string field)
    {
        var defaults = new ObjectNode();
        foreach (var limit in limits.Where(l => l.Text("type") == "Container"))
        {
            foreach (var (name, value) in limit.Object(field) ?? [])
            {
                defaults.Set(name, value);
            }
        }

        return defaults;
    }
}
