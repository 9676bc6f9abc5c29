using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>Checks of a job's pod failure policy and success policy.</summary>
internal static class JobPolicyChecks
{
    private const int MostRules = 20;
    private const int MostExitCodes = 255;
    private const int MostPatterns = 20;
    private const int LongestIndexes = 64 * 1024;
    private static readonly string[] Actions = ["Count", "FailIndex", "FailJob", "Ignore"];
    private static readonly string[] Operators = ["In", "NotIn"];
    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    /// <summary>Which failures of pods count how.</summary>
    public static void Failure(ObjectNode policy, ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var rules = policy.Items("rules");
        var rulesPath = path.Child("rules");
        if (rules.Count > MostRules)
        {
            errors.TooMany(rulesPath, rules.Count, MostRules);
        }

        var containers = new Lazy<HashSet<string>>(() => ContainerNames(spec.Object("template")?.Object("spec")));
        for (var i = 0; i < rules.Count; i++)
        {
            FailureRule(rules[i].Obj(), spec, containers, rulesPath.Index(i), errors);
        }
    }

    /// <summary>When an indexed job has succeeded.</summary>
    public static void Success(ObjectNode policy, ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var rules = policy.Items("rules");
        var rulesPath = path.Child("rules");
        if (rules.Count == 0)
        {
            errors.Required(rulesPath, "at least one rules must be specified when the successPolicy is specified");
        }

        if (rules.Count > MostRules)
        {
            errors.TooMany(rulesPath, rules.Count, MostRules);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            SuccessRule(rules[i].Obj(), spec.Int("completions"), rulesPath.Index(i), errors);
        }
    }

    private static void FailureRule(
        ObjectNode rule, ObjectNode spec, Lazy<HashSet<string>> containers, FieldPath path, FieldErrors errors)
    {
        var action = rule.Str("action");
        if (action == "FailIndex" && !spec.Has("backoffLimitPerIndex"))
        {
            errors.Invalid(path.Child("action"), action, "requires the backoffLimitPerIndex to be set");
        }
        else
        {
            OneOf(action, Actions, path.Child("action"), errors);
        }

        var codes = rule.Object("onExitCodes");
        var patterns = rule.Items("onPodConditions");
        if (codes is not null)
        {
            ExitCodes(codes, containers, path.Child("onExitCodes"), errors);
        }

        if (patterns.Count > 0)
        {
            Patterns(patterns, path.Child("onPodConditions"), errors);
        }

        if ((codes is null) == (patterns.Count == 0))
        {
            errors.Add(new StatusCause("FieldValueInvalid", codes is null
                ? "Invalid value: specifying one of OnExitCodes and OnPodConditions is required"
                : "Invalid value: specifying both OnExitCodes and OnPodConditions is not supported", path.ToString()));
        }
    }

    private static void OneOf(string value, string[] values, FieldPath path, FieldErrors errors)
    {
        if (value.Length == 0)
        {
            errors.Required(path, $"valid values: [{string.Join(' ', values.Select(v => GoText.Quote(v)))}]");
        }
        else if (!values.Contains(value))
        {
            errors.NotSupported(path, value, values);
        }
    }

    private static void Patterns(List<Node> patterns, FieldPath path, FieldErrors errors)
    {
        if (patterns.Count > MostPatterns)
        {
            errors.TooMany(path, patterns.Count, MostPatterns);
        }

        for (var i = 0; i < patterns.Count; i++)
        {
            var pattern = patterns[i].Obj();
            Names.Qualified(errors, path.Index(i).Child("type"), pattern.Str("type"));
            OneOf(pattern.Str("status"), Statuses, path.Index(i).Child("status"), errors);
        }
    }

    private static void ExitCodes(ObjectNode codes, Lazy<HashSet<string>> containers, FieldPath path, FieldErrors errors)
    {
        var isIn = codes.Str("operator") == "In";
        OneOf(codes.Str("operator"), Operators, path.Child("operator"), errors);
        if (codes.Text("containerName") is { } name && !containers.Value.Contains(name))
        {
            errors.Invalid(path.Child("containerName"), name, "must be one of the container or initContainer names in the pod template");
        }

        var values = codes.Items("values");
        var at = path.Child("values");
        if (values.Count == 0)
        {
            errors.Invalid(at, codes["values"], "at least one value is required");
        }
        else if (values.Count > MostExitCodes)
        {
            errors.TooMany(at, values.Count, MostExitCodes);
        }

        if (CheckValues(values, isIn, at, errors))
        {
            return;
        }

        errors.Invalid(at, codes["values"], "must be ordered");
    }

    // Whether the values are in order.
    private static bool CheckValues(List<Node> values, bool isIn, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<long>();
        var ordered = true;
        var before = long.MinValue;
        for (var i = 0; i < values.Count; i++)
        {
            var value = (values[i] as NumberNode)?.AsInteger() ?? 0;
            if (isIn && value == 0)
            {
                errors.Invalid(path.Index(i), value, "must not be 0 for the In operator");
            }

            if (!seen.Add(value))
            {
                errors.Duplicate(path.Index(i), value);
            }

            ordered &= before <= value;
            before = value;
        }

        return ordered;
    }

    private static HashSet<string> ContainerNames(ObjectNode? pod) => new(
        pod.Items("containers").Concat(pod.Items("initContainers")).Select(c => c.Obj().Str("name")), StringComparer.Ordinal);

    private static void SuccessRule(ObjectNode rule, long completions, FieldPath path, FieldErrors errors)
    {
        var indexes = rule.Text("succeededIndexes");
        if (indexes is null && !rule.Has("succeededCount"))
        {
            errors.Required(path, "at least one of succeededCount or succeededIndexes must be specified");
        }

        long total = 0;
        if (indexes is not null)
        {
            if (indexes.Length > LongestIndexes)
            {
                errors.TooLong(path.Child("succeededIndexes"), LongestIndexes);
            }

            if (JobIndexes.Error(indexes, completions, out total) is { } wrong)
            {
                errors.Invalid(path.Child("succeededIndexes"), indexes, $"error parsing succeededIndexes: {wrong}");
            }
        }

        if (rule.Integer("succeededCount") is not { } count)
        {
            return;
        }

        var at = path.Child("succeededCount");
        Checks.NonNegative(rule, "succeededCount", path, errors);
        if (count > completions)
        {
            errors.Invalid(at, count, string.Create(CultureInfo.InvariantCulture,
                $"must be less than or equal to {completions} (the number of specified completions)"));
        }

        if (indexes is not null && count > total)
        {
            errors.Invalid(at, count, string.Create(CultureInfo.InvariantCulture,
                $"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"));
        }
    }
}
