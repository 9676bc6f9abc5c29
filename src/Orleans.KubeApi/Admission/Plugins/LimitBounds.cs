using System.Globalization;
using System.Numerics;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>The bounds of a LimitRange against what a pod or claim asks for, with the original's words.</summary>
internal static class LimitBounds
{
    /// <summary>Everything that is wrong with a pod.</summary>
    public static List<string> OfPod(ObjectNode pod, List<ObjectNode> limits)
    {
        var problems = new List<string>();
        var spec = pod.Child("spec");
        foreach (var limit in limits)
        {
            if (limit.Text("type") == "Container")
            {
                foreach (var container in Containers(spec, "containers").Concat(Containers(spec, "initContainers")))
                {
                    var resources = container.Object("resources");
                    Check(limit, resources?.Object("requests") ?? [], resources?.Object("limits") ?? [], problems);
                }
            }
            else if (limit.Text("type") == "Pod")
            {
                Check(limit, Sum(spec, "requests"), Sum(spec, "limits"), problems);
            }
        }

        return [.. problems.Distinct()];
    }

    /// <summary>Everything that is wrong with a claim: it has only requests.</summary>
    public static List<string> OfClaim(ObjectNode claim, List<ObjectNode> limits)
    {
        var problems = new List<string>();
        var requests = claim.Object("spec")?.Object("resources")?.Object("requests") ?? [];
        foreach (var limit in limits.Where(l => l.Text("type") == "PersistentVolumeClaim"))
        {
            foreach (var (name, bound) in limit.Object("min") ?? [])
            {
                CheckMin("PersistentVolumeClaim", name, TextOf(bound), requests.Text(name), null, problems);
            }

            foreach (var (name, bound) in limit.Object("max") ?? [])
            {
                var text = $"maximum {name} usage per PersistentVolumeClaim is {TextOf(bound)}";
                if (requests.Text(name) is not { } asked)
                {
                    problems.Add($"{text}.  No request is specified");
                }
                else if (Parse(asked).CompareTo(Parse(TextOf(bound))) > 0)
                {
                    problems.Add($"{text}, but request is {asked}");
                }
            }
        }

        return [.. problems.Distinct()];
    }

    private static void Check(ObjectNode limit, ObjectNode requests, ObjectNode limits, List<string> problems)
    {
        var type = limit.Text("type")!;
        foreach (var (name, bound) in limit.Object("min") ?? [])
        {
            CheckMin(type, name, TextOf(bound), requests.Text(name), limits.Text(name), problems);
        }

        foreach (var (name, bound) in limit.Object("max") ?? [])
        {
            CheckMax(type, name, TextOf(bound), requests.Text(name), limits.Text(name), problems);
        }

        foreach (var (name, bound) in limit.Object("maxLimitRequestRatio") ?? [])
        {
            CheckRatio(type, name, TextOf(bound), requests.Text(name), limits.Text(name), problems);
        }
    }

    private static void CheckMin(string type, string name, string bound, string? request, string? limit, List<string> problems)
    {
        var text = $"minimum {name} usage per {type} is {bound}";
        if (request is null)
        {
            problems.Add($"{text}.  No request is specified");
        }
        else if (Parse(request).CompareTo(Parse(bound)) < 0)
        {
            problems.Add($"{text}, but request is {request}");
        }
        else if (limit is not null && Parse(limit).CompareTo(Parse(bound)) < 0)
        {
            problems.Add($"{text}, but limit is {limit}");
        }
    }

    private static void CheckMax(string type, string name, string bound, string? request, string? limit, List<string> problems)
    {
        var text = $"maximum {name} usage per {type} is {bound}";
        if (limit is null)
        {
            problems.Add($"{text}.  No limit is specified");
        }
        else if (Parse(limit).CompareTo(Parse(bound)) > 0)
        {
            problems.Add($"{text}, but limit is {limit}");
        }
        else if (request is not null && Parse(request).CompareTo(Parse(bound)) > 0)
        {
            problems.Add($"{text}, but request is {request}");
        }
    }

    private static void CheckRatio(string type, string name, string bound, string? request, string? limit, List<string> problems)
    {
        var text = $"{name} max limit to request ratio per {type} is {bound}";
        var below = Amount(request);
        var above = Amount(limit);
        if (below == 0)
        {
            problems.Add($"{text}, but no request is specified or request is 0");
        }
        else if (above == 0)
        {
            problems.Add($"{text}, but no limit is specified or limit is 0");
        }
        else if (above / below > Amount(bound))
        {
            problems.Add($"{text}, but provided ratio is {(above / below).ToString("F6", CultureInfo.InvariantCulture)}");
        }
    }

    /// <summary>
    /// What the whole pod asks for: the sum of the containers and of the init containers that go on running, but at least what one of the
    /// other init containers needs besides those started before it.
    /// </summary>
    private static ObjectNode Sum(ObjectNode spec, string field)
    {
        var running = new Dictionary<string, BigInteger>(StringComparer.Ordinal);
        var largest = new Dictionary<string, BigInteger>(StringComparer.Ordinal);
        var started = new Dictionary<string, BigInteger>(StringComparer.Ordinal);
        foreach (var container in Containers(spec, "initContainers"))
        {
            foreach (var (name, amount) in container.Object("resources")?.Object(field) ?? [])
            {
                var own = Nano(TextOf(amount)) + started.GetValueOrDefault(name);
                largest[name] = BigInteger.Max(largest.GetValueOrDefault(name), own);
                if (container.Text("restartPolicy") == "Always")
                {
                    started[name] = own;
                    running[name] = own;
                }
            }
        }

        foreach (var container in Containers(spec, "containers"))
        {
            foreach (var (name, amount) in container.Object("resources")?.Object(field) ?? [])
            {
                running[name] = running.GetValueOrDefault(name) + Nano(TextOf(amount));
            }
        }

        var sum = new ObjectNode();
        foreach (var name in running.Keys.Union(largest.Keys).Order(StringComparer.Ordinal))
        {
            sum.Set(name, Print(BigInteger.Max(running.GetValueOrDefault(name), largest.GetValueOrDefault(name))));
        }

        foreach (var (name, amount) in spec.Object("resources")?.Object(field) ?? [])
        {
            sum.Set(name, amount);
        }

        return sum;
    }

    private static IEnumerable<ObjectNode> Containers(ObjectNode spec, string list) => spec.Array(list)?.Items.OfType<ObjectNode>() ?? [];

    private static string TextOf(Node value) => (value as TextNode)?.Value ?? (value as NumberNode)?.Text ?? "0";

    private static Quantity Parse(string text) => Quantity.TryParse(text, out var value, out _) ? value : default;

    private static double Amount(string? text) => text is null ? 0 : (double)Nano(text) / 1e9;

    private static BigInteger Nano(string text) => Quantity.TryParse(text, out var value, out _)
        ? Nano(value.RoundUp(-9)) : 0;

    private static BigInteger Nano(Quantity value) => value.Mantissa * BigInteger.Pow(10, value.Scale + 9);

    private static string Print(BigInteger nano)
    {
        var text = $"{nano}n";
        return Quantity.TryCanonicalize(text, out var canonical, out _) ? canonical : text;
    }
}
