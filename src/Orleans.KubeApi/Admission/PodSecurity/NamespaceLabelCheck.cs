using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>The labels of a namespace that is created or changed: valid, and what they mean for the pods that are there.</summary>
internal sealed class NamespaceLabelCheck(PodSecuritySettings settings)
{
    private const int PodsMax = 3000;
    private static readonly GroupResource Pods = new("", "pods");

    /// <summary>Refuses wrong labels and warns.</summary>
    /// <exception cref="StatusException">422.</exception>
    public void Check(AdmissionRequest request)
    {
        var labels = LabelsOf(request.Object!);
        var errors = new FieldErrors();
        var policy = NamespacePolicy.Of(labels, settings.Defaults, errors);
        if (request.Operation == AdmissionOperation.Create)
        {
            Refuse(request, errors);
            WarnIfExempt(request, policy, labels);
            return;
        }

        var oldErrors = new FieldErrors();
        var old = NamespacePolicy.Of(LabelsOf(request.Old!), settings.Defaults, oldErrors);
        if (!errors.Causes.SequenceEqual(oldErrors.Causes))
        {
            Refuse(request, errors);
        }

        if (policy.Enforce == old.Enforce || policy.Enforce.Level == SecurityLevel.Privileged
            || (policy.Enforce.Minor == old.Enforce.Minor && policy.Enforce.Level <= old.Enforce.Level))
        {
            return;
        }

        if (settings.Namespaces.Contains(request.Name))
        {
            WarnIfExempt(request, policy, labels);
        }
        else
        {
            WarnOfPods(request, policy.Enforce);
        }
    }

    private static Dictionary<string, string> LabelsOf(ObjectNode ns)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in ns.Object("metadata")?.Object("labels") ?? [])
        {
            labels[key] = (value as TextNode)?.Value ?? "";
        }

        return labels;
    }

    private static void Refuse(AdmissionRequest request, FieldErrors errors)
    {
        if (errors.Count > 0)
        {
            throw StatusErrors.Invalid(request.Kind, request.Name, errors.Causes);
        }
    }

    private void WarnIfExempt(AdmissionRequest request, NamespacePolicy policy, Dictionary<string, string> labels)
    {
        if (!settings.Namespaces.Contains(request.Name) || policy.IsFullyPrivileged || policy.IsEquivalent(settings.Defaults))
        {
            return;
        }

        (string Mode, LeveledVersion Value)[] modes = [("enforce", policy.Enforce), ("audit", policy.Audit), ("warn", policy.Warn)];
        var said = modes.Where(m => m.Value.Level != SecurityLevel.Privileged && NamespacePolicy.IsSet(labels, m.Mode))
            .Select(m => $"{m.Mode}={m.Value}");
        request.Warnings.Add(
            $"namespace {GoText.Quote(request.Name)} is exempt from Pod Security, and the policy ({string.Join(", ", said)}) will be ignored");
    }

    private void WarnOfPods(AdmissionRequest request, LeveledVersion enforce)
    {
        var pods = Prioritized(request.Reader.List(Pods, request.Name));
        var violations = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var pod in pods.Take(PodsMax))
        {
            var findings = PodEvaluator.Evaluate(enforce, new PodUnderCheck(pod.Object("metadata"), pod.Object("spec") ?? []));
            if (findings.Count == 0)
            {
                continue;
            }

            var reason = string.Join(", ", findings.Select(f => f.Reason));
            if (!violations.TryGetValue(reason, out var names))
            {
                violations[reason] = names = [];
            }

            names.Add(pod.Object("metadata")?.Text("name") ?? "");
        }

        if (pods.Count > PodsMax)
        {
            request.Warnings.Add(
                $"new PodSecurity enforce level only checked against the first {PodsMax} of {pods.Count} existing pods");
        }

        if (violations.Count > 0)
        {
            request.Warnings.Add($"existing pods in namespace {GoText.Quote(request.Name)} violate the new PodSecurity enforce level "
                + GoText.Quote(enforce.ToString()));
            request.Warnings.AddRange(violations.Select(v => $"{Text(v.Value)}: {v.Key}").Order(StringComparer.Ordinal));
        }
    }

    private static string Text(List<string> names)
    {
        var first = names.Min(StringComparer.Ordinal);
        return names.Count switch
        {
            1 => first!,
            2 => $"{first} (and 1 other pod)",
            _ => $"{first} (and {names.Count - 1} other pods)",
        };
    }

    // One pod of each controller comes before all others, should there be too many.
    private List<ObjectNode> Prioritized(IReadOnlyList<StoredObject> stored)
    {
        var (first, more) = (new List<ObjectNode>(), new List<ObjectNode>());
        var controllers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pod in stored.Select(s => s.Parse()))
        {
            if (settings.RuntimeClasses.Contains(pod.Object("spec")?.Text("runtimeClassName") ?? ""))
            {
                continue;
            }

            var owner = PodUnderCheck.Of(pod.Object("metadata"), "ownerReferences")
                .FirstOrDefault(o => o["controller"] is BoolNode { Value: true });
            (owner is null || controllers.Add(owner.Text("uid") ?? "") ? first : more).Add(pod);
        }

        return [.. first, .. more];
    }
}
