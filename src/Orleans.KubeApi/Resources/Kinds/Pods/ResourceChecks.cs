using System.Numerics;
using System.Runtime.InteropServices;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of requests, limits and claims: of a container, of a pod as a whole, of overhead.</summary>
internal sealed class ResourceChecks(FieldErrors errors, PodCheckOptions options, HashSet<string> podClaims)
{
    private string? _knownClaims;
    private bool _hasHugePages;
    private bool _hasComputing;

    /// <summary>Checks resource requirements.</summary>
    public void Check(ObjectNode resources, bool isPod, FieldPath path)
    {
        (_hasHugePages, _hasComputing) = (false, false);
        var limits = resources.Object("limits");
        foreach (var (name, value) in limits ?? [])
        {
            Amount(name, value, isPod, path.Child("limits").Key(name));
            HugePageAmount(name, value, path.Child("limits"));
        }

        foreach (var (name, value) in resources.Object("requests") ?? [])
        {
            Amount(name, value, isPod, path.Child("requests").Key(name));
            AgainstLimit(name, value, limits?[name], path);
            HugePageAmount(name, value, path.Child("requests"));
        }

        if (_hasHugePages && !_hasComputing)
        {
            errors.Forbidden(path, "HugePages require cpu or memory");
        }

        Claims(resources.Items("claims"), path.Child("claims"));
    }

    /// <summary>A pod's own resources and how its containers fit in.</summary>
    public void Pod(ObjectNode spec, ObjectNode resources, FieldPath path)
    {
        if (spec.Object("os").Str("name") == "windows")
        {
            errors.Forbidden(path, "may not be set for a windows pod");
            return;
        }

        if (resources.Has("claims"))
        {
            errors.Forbidden(path.Child("claims"), "claims may not be set for Resources at pod-level");
        }

        Check(resources, isPod: true, path);
        foreach (var (name, amount) in PodLevelResources.Aggregate(spec, "requests"))
        {
            Covers(resources.Object("requests")?[name], amount, path.Child("requests").Key(name), "requests");
        }

        foreach (var (name, amount) in PodLevelResources.Aggregate(spec, "limits"))
        {
            if (ResourceNames.IsHugePages(name))
            {
                Covers(resources.Object("limits")?[name], amount, path.Child("limits").Key(name), "limits");
            }
        }

        ContainerLimits(spec, resources.Object("limits"), path);
    }

    /// <summary>Huge pages of all containers, for what an old object may keep.</summary>
    public static void HugePages(ObjectNode spec, FieldErrors errors)
    {
        var checks = new ResourceChecks(errors, PodCheckOptions.Template, []);
        foreach (var container in PodContainers.All(spec))
        {
            foreach (var list in new[] { "limits", "requests" })
            {
                foreach (var (name, value) in container.Object("resources")?.Object(list) ?? [])
                {
                    checks.HugePageAmount(name, value, FieldPath.Root);
                }
            }
        }
    }

    // All names, for the message: as long as the list, so it is made once, and not at all when the message isn't kept.
    private string KnownClaims => _knownClaims ??=
        podClaims.Count == 0 ? " which is empty" : $": {string.Join(", ", podClaims.Order(StringComparer.Ordinal))}";

    private void Covers(Node? own, Quantity all, FieldPath path, string what)
    {
        if (own is not null && all.CompareTo(ResourceLists.Amount(own)) > 0)
        {
            errors.Invalid(path, ResourceLists.Amount(own).ToString(),
                $"must be greater than or equal to aggregate container {what} of {all}");
        }
    }

    private void ContainerLimits(ObjectNode spec, ObjectNode? limits, FieldPath path)
    {
        var containers = spec.Items("containers");
        for (var i = 0; i < containers.Count && limits is not null; i++)
        {
            foreach (var (name, value) in containers[i].Obj().Object("resources")?.Object("limits") ?? [])
            {
                var amount = ResourceLists.Amount(value);
                if (limits[name] is { } most && amount.CompareTo(ResourceLists.Amount(most)) > 0)
                {
                    errors.Invalid(path.Child("containers").Index(i).Key(name).Child("limits"), amount.ToString(),
                        $"must be less than or equal to pod limits of {ResourceLists.Amount(most)}");
                }
            }
        }
    }

    private void Amount(string name, Node value, bool isPod, FieldPath path)
    {
        if (isPod)
        {
            ResourceNames.CheckPod(errors, path, name);
        }
        else
        {
            ResourceNames.CheckContainer(errors, path, name);
        }

        ResourceNames.CheckAmount(errors, path, name, value);
        _hasComputing |= name is "cpu" or "memory";
    }

    private void AgainstLimit(string name, Node value, Node? limit, FieldPath path)
    {
        if (limit is null)
        {
            if (!ResourceNames.AllowsOvercommit(name))
            {
                errors.Required(path.Child("limits"), "Limit must be set for non overcommitable resources");
            }

            return;
        }

        var (amount, most) = (ResourceLists.Amount(value), ResourceLists.Amount(limit));
        var order = amount.CompareTo(most);
        if (order != 0 && !ResourceNames.AllowsOvercommit(name))
        {
            errors.Invalid(path.Child("requests"), amount.ToString(), $"must be equal to {name} limit of {most}");
        }
        else if (order > 0)
        {
            errors.Invalid(path.Child("requests"), amount.ToString(), $"must be less than or equal to {name} limit of {most}");
        }
    }

    private void HugePageAmount(string name, Node value, FieldPath list)
    {
        if (!ResourceNames.IsHugePages(name))
        {
            return;
        }

        _hasHugePages = true;
        var amount = ResourceLists.Amount(value);
        if (!options.IndivisibleHugePages && !IsDivisible(name["hugepages-".Length..], amount))
        {
            errors.Invalid(list.Key(name), amount.ToString(), $"{amount} is not positive integer multiple of {name}");
        }
    }

    private static bool IsDivisible(string size, Quantity amount)
    {
        if (!Quantity.TryParse(size, out var page, out _) || page.Mantissa.Sign <= 0 || !ResourceLists.IsWhole(page))
        {
            return false;
        }

        return (Whole(amount) % Whole(page)).IsZero;
    }

    private static BigInteger Whole(Quantity amount)
    {
        var whole = amount.RoundUp(0);
        return whole.Mantissa * BigInteger.Pow(10, whole.Scale);
    }

    private void Claims(List<Node> claims, FieldPath path)
    {
        ClaimKeys? keys = null;
        for (var i = 0; i < claims.Count; i++)
        {
            var (name, request) = (claims[i].Obj().Str("name"), claims[i].Obj().Str("request"));
            if (name.Length == 0)
            {
                errors.Required(path.Index(i));
                continue;
            }

            Claim(keys ??= new(), name, request, path.Index(i));
            if (!podClaims.Contains(name))
            {
                errors.NotFound(path.Index(i), name,
                    errors.IsFull ? "" : $"must be one of the names in pod.spec.resourceClaims{KnownClaims}");
            }
        }
    }

    // A claim without a request stands for all of its requests.
    private void Claim(ClaimKeys keys, string name, string request, FieldPath path)
    {
        if (keys.Known.Contains(name))
        {
            errors.Duplicate(path, name);
            return;
        }

        if (request.Length > 0)
        {
            Names.Label(errors, path, "request", request);
        }

        var key = request.Length > 0 ? $"{name}/{request}" : name;
        if (!keys.Known.Add(key))
        {
            errors.Duplicate(path, key);
        }
        else if (request.Length > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(keys.Requests, name, out _)++;
        }
        else
        {
            for (var other = keys.Requests.GetValueOrDefault(name); other > 0; other--)
            {
                errors.Duplicate(path, name);
            }
        }
    }

    /// <summary>The claims seen, and how many requests of each.</summary>
    private sealed class ClaimKeys
    {
        public HashSet<string> Known { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Requests { get; } = new(StringComparer.Ordinal);
    }
}
