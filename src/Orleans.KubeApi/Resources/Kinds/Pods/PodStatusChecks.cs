using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of writes to a pod's status (ValidatePodStatusUpdate).</summary>
internal static class PodStatusChecks
{
    private const string NotNegative = "must be a non-negative integer";
    private static readonly string[] HealthValues = ["Healthy", "Unhealthy", "Unknown"];
    private static readonly string[] StatusLists = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"];

    /// <summary>Checks the new status against the old one.</summary>
    public static void Check(ObjectNode pod, ObjectNode old, FieldErrors errors)
    {
        var path = FieldPath.Of("status");
        var status = pod.Object("status") ?? [];
        var before = old.Object("status") ?? [];
        var spec = pod.Object("spec") ?? [];
        Conditions(status.Items("conditions"), path.Child("conditions"), errors);
        Nominated(status.Str("nominatedNodeName"), before.Str("nominatedNodeName"), spec, path.Child("nominatedNodeName"), errors);
        if (status.Int("observedGeneration") < 0)
        {
            errors.Invalid(path.Child("observedGeneration"), status.Int("observedGeneration"), NotNegative);
        }

        if (status.Str("qosClass") != before.Str("qosClass"))
        {
            errors.Invalid(path.Child("qosClass"), status.Str("qosClass"), "field is immutable");
        }

        foreach (var list in StatusLists)
        {
            Transitions(list, status, before, spec, path.Child(list), errors);
        }

        Claims(status, spec, path.Child("resourceClaimStatuses"), errors);
        Addresses(status, before, "podIPs", path, errors);
        if (status.Items("hostIPs") is { Count: > 0 } hosts && status.Str("hostIP") != hosts[0].Obj().Str("ip"))
        {
            errors.Invalid(path.Child("hostIPs").Index(0).Child("ip"), hosts[0].Obj().Str("ip"), "must be equal to `hostIP`");
        }

        Addresses(status, before, "hostIPs", path, errors);
        foreach (var list in StatusLists)
        {
            Users(status.Items(list), spec, path.Child(list), errors);
        }

        Health(status, spec, path, errors);
    }

    private static void Conditions(List<Node> conditions, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            var condition = conditions[i].Obj();
            if (condition.Int("observedGeneration") < 0)
            {
                errors.Invalid(path.Index(i).Child("observedGeneration"), condition.Int("observedGeneration"), NotNegative);
            }

            if (condition.Str("type") is not ("PodScheduled" or "Ready" or "Initialized"))
            {
                Names.Qualified(errors, path.Index(i).Child("Type"), condition.Str("type"));
            }
        }
    }

    private static void Nominated(string name, string before, ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        if (name.Length == 0 || name == before)
        {
            return;
        }

        Names.Subdomain(errors, path, name);
        if (spec.Str("nodeName").Length > 0)
        {
            errors.Forbidden(path, "may not be set on pods that are already bound to a node");
        }
    }

    // What has ended stays ended, unless its policy restarts it.
    private static void Transitions(
        string list, ObjectNode status, ObjectNode before, ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var isEphemeral = list == "ephemeralContainerStatuses";
        if (!isEphemeral && PodContainers.All(spec).Any(RestartsAll))
        {
            return;
        }

        var olds = before.Items(list);
        HashSet<string>? running = null;
        Dictionary<string, ObjectNode>? containers = null;
        for (var i = 0; i < olds.Count; i++)
        {
            var name = olds[i].Obj().Str("name");
            if (olds[i].Obj().Object("state")?.Object("terminated") is not { } ended
                || !(running ??= Running(status.Items(list))).Contains(name))
            {
                continue;
            }

            containers ??= ByName.First(spec.Items(list == "containerStatuses" ? "containers" : "initContainers"));
            var container = isEphemeral ? null : containers.GetValueOrDefault(name);
            if (container is null || !Restarts(container, spec, ended.Int("exitCode")))
            {
                errors.Forbidden(path.Index(i).Child("state"), "may not be transitioned to non-terminated state");
            }
        }
    }

    private static HashSet<string> Running(List<Node> statuses) => statuses.Select(s => s.Obj())
        .Where(s => s.Object("state")?.Has("terminated") != true).Select(s => s.Str("name")).ToHashSet(StringComparer.Ordinal);

    private static bool RestartsAll(ObjectNode container) =>
        container.Items("restartPolicyRules").Exists(r => r.Obj().Str("action") == "RestartAllContainers");

    private static bool Restarts(ObjectNode container, ObjectNode spec, long exitCode)
    {
        var policy = container.Text("restartPolicy");
        if (policy is not null && container.Items("restartPolicyRules").Exists(r => Matches(r.Obj().Object("exitCodes"), exitCode)))
        {
            return true;
        }

        return (policy is "Always" or "OnFailure" or "Never" ? policy : spec.Str("restartPolicy")) switch
        {
            "OnFailure" => exitCode != 0,
            "Never" => false,
            _ => true,
        };
    }

    private static bool Matches(ObjectNode? codes, long exitCode)
    {
        var isListed = codes.Items("values").Exists(v => (v as NumberNode)?.AsInteger() == exitCode);
        return codes.Str("operator") switch { "In" => isListed, "NotIn" => !isListed, _ => false };
    }

    private static void Claims(ObjectNode status, ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var claims = status.Items("resourceClaimStatuses");
        var wanted = ByName.First(claims.Count > 0 ? spec.Items("resourceClaims") : []);
        for (var i = 0; i < claims.Count; i++)
        {
            var name = claims[i].Obj().Str("name");
            if (!wanted.ContainsKey(name))
            {
                errors.Invalid(path.Index(i).Child("name"), name, "must match the name of an entry in `spec.resourceClaims`");
            }

            if (!names.Add(name))
            {
                errors.Duplicate(path.Index(i).Child("name"), name);
            }

            if (claims[i].Obj().Text("resourceClaimName") is { } claim)
            {
                Names.Subdomain(errors, path.Index(i), "resourceClaimName", claim);
            }
        }
    }

    private static void Addresses(ObjectNode status, ObjectNode before, string list, FieldPath path, FieldErrors errors)
    {
        var ips = status.Items(list);
        if (ips.Count == 0)
        {
            return;
        }

        var stored = before.Items(list).Select(i => i.Obj().Str("ip")).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < ips.Count; i++)
        {
            IpAddresses.Check(errors, path.Child(list).Index(i), ips[i].Obj().Str("ip"), stored);
        }

        if (ips.Count == 1)
        {
            return;
        }

        var six = 0;
        var bad = 0;
        foreach (var ip in ips)
        {
            if (IpText.TryParse(ip.Obj().Str("ip"), out var address))
            {
                six += address.IsV4 ? 0 : 1;
            }
            else if (bad++ == 0)
            {
                errors.Internal(path.Child(list), $"failed to check for dual stack with error:invalid ip {ip.Obj().Str("ip")}");
            }
        }

        var isDual = bad == 0 && six > 0 && six < ips.Count;
        if (!isDual || ips.Count > 2)
        {
            errors.Invalid(path.Child(list), status[list], "may specify no more than one IP for each IP family");
        }
    }

    private static void Users(List<Node> statuses, ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var isWindows = spec.Object("os").Str("name") == "windows";
        for (var i = 0; i < statuses.Count; i++)
        {
            if (statuses[i].Obj().Object("user")?.Object("linux") is not { } user)
            {
                continue;
            }

            var at = path.Index(i).Child("user", "linux");
            if (isWindows)
            {
                errors.Forbidden(at, "cannot be set for a windows pod");
                continue;
            }

            Id(user["uid"], at.Child("uid"), errors);
            Id(user["gid"], at.Child("gid"), errors);
            var groups = user.Items("supplementalGroups");
            for (var j = 0; j < groups.Count; j++)
            {
                Id(groups[j], at.Child("supplementalGroups").Index(j), errors);
            }
        }
    }

    private static void Id(Node? id, FieldPath path, FieldErrors errors)
    {
        if (id is NumberNode number && number.AsInteger() is < 0 or > int.MaxValue)
        {
            errors.Invalid(path, id, "must be between 0 and 2147483647, inclusive");
        }
    }

    private static void Health(ObjectNode status, ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        Health(status.Items("containerStatuses"), spec.Items("containers"), path.Child("containerStatuses"), errors);
        Health(status.Items("initContainerStatuses"), spec.Items("initContainers"), path.Child("initContainerStatuses"), errors);
        var ephemeral = status.Items("ephemeralContainerStatuses");
        for (var i = 0; i < ephemeral.Count; i++)
        {
            if (ephemeral[i].Obj().Items("allocatedResourcesStatus").Count > 0)
            {
                errors.Forbidden(path.Child("ephemeralContainerStatuses").Index(i).Child("allocatedResourcesStatus"),
                    "must not be specified in container status");
            }
        }
    }

    private static void Health(List<Node> statuses, List<Node> containers, FieldPath path, FieldErrors errors)
    {
        Dictionary<string, ObjectNode>? byName = null;
        for (var i = 0; i < statuses.Count; i++)
        {
            var allocated = statuses[i].Obj().Items("allocatedResourcesStatus");
            if (allocated.Count == 0)
            {
                continue;
            }

            var container = (byName ??= ByName.First(containers)).GetValueOrDefault(statuses[i].Obj().Str("name"));
            var claims = container?.Object("resources").Items("claims").Select(c => ClaimName(c.Obj())).ToHashSet(StringComparer.Ordinal);
            for (var j = 0; j < allocated.Count; j++)
            {
                Allocated(allocated[j].Obj(), container, claims, path.Index(i).Child("allocatedResourcesStatus").Index(j), errors);
            }
        }
    }

    private static void Allocated(
        ObjectNode allocated, ObjectNode? container, HashSet<string>? claims, FieldPath path, FieldErrors errors)
    {
        var name = allocated.Str("name");
        var isClaim = name.StartsWith("claim:", StringComparison.Ordinal);
        if (container is not null && !(isClaim
            ? claims!.Contains(name)
            : container.Object("resources")?.Object("requests")?.Has(name) == true))
        {
            errors.Invalid(path.Child("name"), name, isClaim
                ? "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if "
                    + "request is empty"
                : "must match one of the container's resource requests");
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var resources = allocated.Items("resources");
        for (var i = 0; i < resources.Count; i++)
        {
            var (id, health) = (resources[i].Obj().Str("resourceID"), resources[i].Obj().Str("health"));
            if (!HealthValues.Contains(health, StringComparer.Ordinal))
            {
                errors.NotSupported(path.Child("resources").Index(i).Child("health"), health, HealthValues);
            }

            if (!ids.Add(id))
            {
                errors.Duplicate(path.Child("resources").Index(i).Child("resourceID"), id);
            }
        }
    }

    private static string ClaimName(ObjectNode claim) =>
        claim.Str("request").Length > 0 ? $"claim:{claim.Str("name")}/{claim.Str("request")}" : $"claim:{claim.Str("name")}";
}
