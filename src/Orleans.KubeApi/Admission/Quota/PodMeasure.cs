using Orleans.KubeApi.Admission.Plugins;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Admission.Quota;

/// <summary>What a pod takes, and what quotas demand of pods.</summary>
internal static class PodMeasure
{
    private const string HugePages = "hugepages-";
    private static readonly GroupResource Pods = new("", "pods");
    private static readonly Quantity One = new(1, 0, QuantityFamily.Decimal);
    private static readonly string[] Demanded = ["cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory"];

    /// <summary>Measures a pod. What has come to its end, or should have, takes nothing but its place in count/pods.</summary>
    public static Counted Of(ObjectNode pod, Amounts usage, DateTimeOffset now)
    {
        var spec = pod.Object("spec") ?? [];
        var metadata = pod.Object("metadata");
        var isDeleted = metadata?.Has("deletionTimestamp") == true;
        if (!IsOver(pod, metadata, now))
        {
            usage.AddAll(Named(Total(spec, pod.Object("status"), "requests"), Total(spec, pod.Object("status"), "limits")));
        }

        var facts = new ScopeFacts
        {
            IsPod = true,
            IsTerminating = spec.Integer("activeDeadlineSeconds") >= 0,
            IsBestEffort = IsBestEffort(spec),
            CrossesNamespaces = Crosses(spec.Object("affinity")),
            PriorityClass = spec.Text("priorityClassName") ?? "",
        };
        return new Counted(Pods, usage, facts) { IsTimed = isDeleted };
    }

    /// <summary>
    /// A quota for cpu or memory wants every container to say how much it needs: the complaint, or null. Only these six; the original calls
    /// it a mistake that it keeps.
    /// </summary>
    public static string? Missing(ObjectNode pod, IEnumerable<string> hard)
    {
        var spec = pod.Object("spec") ?? [];
        var containers = Containers(spec, "containers").Concat(Containers(spec, "initContainers"))
            .Select(c => (Name: c.Text("name") ?? "", Given: Named(
                Amounts.Of(c.Object("resources")?.Object("requests")), Amounts.Of(c.Object("resources")?.Object("limits")))))
            .ToList();
        var complaints = new List<string>();
        foreach (var name in Demanded.Where(hard.Contains))
        {
            var silent = new SortedSet<string>(
                containers.Where(c => !c.Given.ContainsKey(name)).Select(c => c.Name), StringComparer.Ordinal);
            if (silent.Count > 0)
            {
                complaints.Add($"{name} for: {string.Join(',', silent)}");
            }
        }

        return complaints.Count == 0 ? null : $"must specify {string.Join("; ", complaints)}";
    }

    private static bool IsOver(ObjectNode pod, ObjectNode? metadata, DateTimeOffset now) =>
        pod.Object("status")?.Text("phase") is "Failed" or "Succeeded"
        || (metadata?.Text("deletionTimestamp") is { } deleted && metadata.Integer("deletionGracePeriodSeconds") is { } grace
            && GoTime.TryParse(deleted, micro: false, out var at, out _) && now > at.AddSeconds(grace));

    private static Amounts Named(Amounts requests, Amounts limits)
    {
        var named = new Amounts { ["pods"] = One };
        foreach (var (name, amount) in requests)
        {
            if (name is "cpu" or "memory" or "ephemeral-storage" || name.StartsWith(HugePages, StringComparison.Ordinal))
            {
                named[name] = amount;
                named[$"requests.{name}"] = amount;
            }
            else if (ResourceKinds.IsExtended(name))
            {
                named[$"requests.{name}"] = amount;
            }
        }

        foreach (var name in new[] { "cpu", "memory", "ephemeral-storage" })
        {
            if (limits.TryGetValue(name, out var amount))
            {
                named[$"limits.{name}"] = amount;
            }
        }

        return named;
    }

    /// <summary>
    /// What the whole pod takes: the sum of the containers and of the init containers that go on running, but at least what another init
    /// container needs besides those started before it; the pod's own words where it has some; and the overhead of its runtime.
    /// </summary>
    private static Amounts Total(ObjectNode spec, ObjectNode? status, string field)
    {
        var running = new Amounts();
        var statuses = Statuses(status, "containerStatuses");
        foreach (var container in Containers(spec, "containers"))
        {
            running.AddAll(Held(container, statuses, field));
        }

        // Of each init container only its own names count: the most of the others is known already.
        var (started, largest) = (new Amounts(), new Amounts());
        statuses = Statuses(status, "initContainerStatuses");
        foreach (var container in Containers(spec, "initContainers"))
        {
            var own = Held(container, statuses, field);
            if (container.Text("restartPolicy") == "Always")
            {
                running.AddAll(own);
                started.AddAll(own);
                largest.RaiseTo(started.Only(own.Keys));
                continue;
            }

            own.AddAll(started.Only(own.Keys));
            largest.RaiseTo(own);
        }

        running.RaiseTo(largest);
        foreach (var (name, amount) in Amounts.Of(spec.Object("resources")?.Object(field)))
        {
            running[name] = amount;
        }

        running.AddAll(Amounts.Of(spec.Object("overhead")), always: field == "requests");
        return running;
    }

    // While a resize is under way, the larger of what is wanted and what is held.
    private static Amounts Held(ObjectNode container, Dictionary<string, ObjectNode>? statuses, string field)
    {
        var amounts = Amounts.Of(container.Object("resources")?.Object(field));
        if (statuses?.GetValueOrDefault(container.Text("name") ?? "") is not { } known)
        {
            return amounts;
        }

        amounts.RaiseTo(Amounts.Of(known.Object("resources")?.Object(field)));
        if (field == "requests")
        {
            amounts.RaiseTo(Amounts.Of(known.Object("allocatedResources")));
        }

        return amounts;
    }

    /// <summary>The first status of each container; null if there are none.</summary>
    private static Dictionary<string, ObjectNode>? Statuses(ObjectNode? status, string list)
    {
        if (status?.Array(list) is not { Items.Count: > 0 })
        {
            return null;
        }

        var found = new Dictionary<string, ObjectNode>(StringComparer.Ordinal);
        foreach (var one in Containers(status, list))
        {
            found.TryAdd(one.Text("name") ?? "", one);
        }

        return found;
    }

    /// <summary>Whether a pod asks for nothing.</summary>
    public static bool IsBestEffort(ObjectNode spec)
    {
        var holders = spec.Has("resources") ? [spec] : Containers(spec, "containers").Concat(Containers(spec, "initContainers"));
        return !holders.Any(h => Asks(h.Object("resources")?.Object("requests")) || Asks(h.Object("resources")?.Object("limits")));
    }

    private static bool Asks(ObjectNode? list) =>
        list is not null && list.Any(r => r.Key is "cpu" or "memory" && Amounts.Parse(r.Value).Mantissa.Sign > 0);

    private static bool Crosses(ObjectNode? affinity) =>
        new[] { affinity?.Object("podAffinity"), affinity?.Object("podAntiAffinity") }.OfType<ObjectNode>().Any(a =>
            Containers(a, "requiredDuringSchedulingIgnoredDuringExecution").Any(Crossing)
            || Containers(a, "preferredDuringSchedulingIgnoredDuringExecution").Any(
                w => w.Object("podAffinityTerm") is { } term && Crossing(term)));

    private static bool Crossing(ObjectNode term) => term.Array("namespaces") is { Items.Count: > 0 } || term.Has("namespaceSelector");

    private static IEnumerable<ObjectNode> Containers(ObjectNode parent, string list) =>
        parent.Array(list)?.Items.OfType<ObjectNode>() ?? [];
}
