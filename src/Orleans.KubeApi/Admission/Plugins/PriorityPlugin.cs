using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>Priority: gives pods the number and preemption policy of their class; only one class may be the default.</summary>
internal sealed class PriorityPlugin : PluginBase
{
    private static readonly GroupResource Classes = new("scheduling.k8s.io", "priorityclasses");

    /// <inheritdoc/>
    public override string Name => "Priority";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (!Is(request, "", "pods") || request.Object is null)
        {
            return;
        }

        var spec = request.Object.Child("spec");
        if (request.Operation == AdmissionOperation.Update)
        {
            Keep(spec, request.Old!.Object("spec"), "priority");
            Keep(spec, request.Old!.Object("spec"), "preemptionPolicy");
        }
        else if (request.Operation == AdmissionOperation.Create)
        {
            Compute(request, spec);
        }
    }

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (!Is(request, "scheduling.k8s.io", "priorityclasses") || request.Object?["globalDefault"] is not BoolNode { Value: true })
        {
            return;
        }

        var name = request.Object.Object("metadata")?.Text("name");
        if (Default(request.Reader) is { } other && (request.Operation == AdmissionOperation.Create || other.Name != name))
        {
            throw Forbidden(request, $"PriorityClass {other.Name} is already marked as default. Only one default can exist");
        }
    }

    private static void Keep(ObjectNode spec, ObjectNode? old, string field)
    {
        if (!spec.Has(field) && old?[field] is { } value)
        {
            spec.Set(field, value.Clone());
        }
    }

    private static void Compute(AdmissionRequest request, ObjectNode spec)
    {
        var named = spec.Text("priorityClassName") ?? "";
        var found = named.Length == 0 ? Default(request.Reader)
            : request.Reader.Find(Classes, "", named)
                ?? throw Forbidden(request, $"no PriorityClass with name {named} was found");
        var priority = found?.Field("value") is { } text ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var policy = found?.Field("preemptionPolicy") is { Length: > 0 } own ? own : "PreemptLowerPriority";
        if (named.Length == 0 && found is not null)
        {
            spec.Set("priorityClassName", found.Name);
        }

        if (spec.Integer("priority") is { } asked && asked != priority)
        {
            throw Forbidden(request,
                $"the integer value of priority ({asked}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name");
        }

        if (spec.Text("preemptionPolicy") is { } wish && wish != policy)
        {
            throw Forbidden(request,
                $"the string value of PreemptionPolicy ({wish}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name");
        }

        spec.Set("priority", priority);
        spec.Set("preemptionPolicy", policy);
    }

    // Should there be several after all, the lowest number wins.
    private static StoredObject? Default(IObjectReader reader)
    {
        StoredObject? best = null;
        var lowest = long.MaxValue;
        foreach (var candidate in reader.List(Classes, ""))
        {
            if (candidate.Field("globalDefault") == "true")
            {
                var value = long.TryParse(candidate.Field("value"), System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : 0;
                if (value < lowest)
                {
                    (best, lowest) = (candidate, value);
                }
            }
        }

        return best;
    }
}
