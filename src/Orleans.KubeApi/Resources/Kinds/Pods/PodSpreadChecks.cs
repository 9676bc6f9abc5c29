using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of topology spread constraints.</summary>
internal static class PodSpreadChecks
{
    private const string NotPositive = "must be greater than zero";
    private static readonly string[] Policies = ["Honor", "Ignore"];

    /// <summary>Checks the list.</summary>
    public static void Check(List<Node> constraints, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        var last = new Dictionary<(string Key, string Action), int>();
        for (var i = 0; i < constraints.Count; i++)
        {
            last[(constraints[i].Obj().Str("topologyKey"), constraints[i].Obj().Str("whenUnsatisfiable"))] = i;
        }

        for (var i = 0; i < constraints.Count; i++)
        {
            var constraint = constraints[i].Obj();
            var at = path.Index(i);
            var (key, action) = (constraint.Str("topologyKey"), constraint.Str("whenUnsatisfiable"));
            Positive(constraint.Int("maxSkew"), at.Child("maxSkew"), errors);
            if (key.Length == 0)
            {
                errors.Required(at.Child("topologyKey"), "can not be empty");
            }

            if (action is not ("DoNotSchedule" or "ScheduleAnyway"))
            {
                errors.NotSupported(at.Child("whenUnsatisfiable"), action, ["DoNotSchedule", "ScheduleAnyway"]);
            }

            // Told of every constraint but the last of its kind.
            if (last[(key, action)] > i)
            {
                errors.Duplicate(at.Child("{topologyKey, whenUnsatisfiable}"), $"{{{key}, {action}}}");
            }

            Domains(constraint, action, at, errors);
            Policy(constraint, "nodeAffinityPolicy", at, errors);
            Policy(constraint, "nodeTaintsPolicy", at, errors);
            LabelKeys(constraint, at, errors, options);
            if (!options.BadSpreadSelectors)
            {
                SelectorRules.Check(constraint.Object("labelSelector"), at.Child("labelSelector"), errors);
            }
        }
    }

    /// <summary>The label selectors alone, for what an old object may keep.</summary>
    public static void Selectors(ObjectNode spec, FieldErrors errors)
    {
        foreach (var constraint in spec.Items("topologySpreadConstraints"))
        {
            SelectorRules.Check(constraint.Obj().Object("labelSelector"), FieldPath.Root, errors);
        }
    }

    /// <summary>The label keys alone, for what an old object may keep.</summary>
    public static void Keys(ObjectNode spec, FieldErrors errors)
    {
        foreach (var constraint in spec.Items("topologySpreadConstraints"))
        {
            PodAffinityChecks.LabelKeys(constraint.Obj(), FieldPath.Root, errors);
        }
    }

    private static void Positive(long value, FieldPath path, FieldErrors errors)
    {
        if (value <= 0)
        {
            errors.Invalid(path, value, NotPositive);
        }
    }

    private static void Domains(ObjectNode constraint, string action, FieldPath path, FieldErrors errors)
    {
        if (constraint.Integer("minDomains") is not { } domains)
        {
            return;
        }

        Positive(domains, path.Child("minDomains"), errors);
        if (action != "DoNotSchedule")
        {
            errors.Invalid(path.Child("minDomains"), domains, $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
        }
    }

    private static void Policy(ObjectNode constraint, string member, FieldPath path, FieldErrors errors)
    {
        if (constraint.Text(member) is { } policy && !Policies.Contains(policy, StringComparer.Ordinal))
        {
            errors.NotSupported(path.Child(member), policy, Policies);
        }
    }

    private static void LabelKeys(ObjectNode constraint, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        if (!options.OldSpreadKeys)
        {
            PodAffinityChecks.LabelKeys(constraint, path, errors);
            return;
        }

        // The rule before the server merged the keys into the selector.
        var keys = constraint.Items("matchLabelKeys");
        var selector = constraint.Object("labelSelector");
        if (keys.Count > 0 && selector is null)
        {
            errors.Forbidden(path.Child("matchLabelKeys"), "must not be specified when labelSelector is not set");
        }

        var selected = keys.Count == 0 ? []
            : new HashSet<string>(selector.Items("matchExpressions").Select(e => e.Obj().Str("key")), StringComparer.Ordinal);
        for (var i = 0; i < keys.Count; i++)
        {
            var key = keys[i].Str();
            Names.Qualified(errors, path.Child("matchLabelKeys").Index(i), key);
            if (selector?.Object("matchLabels")?.Has(key) == true || selected.Contains(key))
            {
                errors.Invalid(path.Child("matchLabelKeys").Index(i), key, "exists in both matchLabelKeys and labelSelector");
            }
        }
    }
}
