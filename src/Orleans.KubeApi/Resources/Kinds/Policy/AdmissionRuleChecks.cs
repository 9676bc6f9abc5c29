using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>The rules of webhooks and policies that say which requests they are for.</summary>
internal static class AdmissionRuleChecks
{
    private static readonly string[] Operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
    private static readonly string[] Mutable = ["*", "CONNECT", "CREATE", "UPDATE"];
    private static readonly string[] Scopes = ["*", "Cluster", "Namespaced"];
    private static readonly string[] MatchPolicies = ["Equivalent", "Exact"];

    /// <summary>matchConstraints or matchResources.</summary>
    public static void CheckMatch(ObjectNode match, FieldPath path, FieldErrors errors)
    {
        CheckEnum(match, "matchPolicy", MatchPolicies, path, errors, required: true);
        foreach (var selector in new[] { "namespaceSelector", "objectSelector" })
        {
            if (match.Object(selector) is { } node)
            {
                SelectorRules.Check(node, path.Child(selector), errors);
            }
            else
            {
                errors.Required(path.Child(selector));
            }
        }

        foreach (var list in new[] { "resourceRules", "excludeResourceRules" })
        {
            foreach (var (i, rule) in match.ObjectsOf(list))
            {
                CheckNames(rule, path.Child(list).Index(i).Child("resourceNames"), errors);
                CheckRule(rule, path.Child(list).Index(i), errors);
            }
        }
    }

    /// <summary>
    /// What a mutating policy is for: a delete leaves nothing to change. The path is the original's, without positions.
    /// </summary>
    public static void CheckMutable(ObjectNode match, FieldPath path, FieldErrors errors)
    {
        foreach (var operation in match.ObjectsOf("resourceRules").SelectMany(r => r.Item.Texts("operations")))
        {
            if (!Mutable.Contains(operation))
            {
                errors.NotSupported(path.Child("resourceRules", "operations"), operation, Mutable);
            }
        }
    }

    /// <summary>A member that must be one of some values.</summary>
    public static void CheckEnum(
        ObjectNode node, string name, string[] allowed, FieldPath path, FieldErrors errors, bool required = false)
    {
        if (node.Text(name) is not { } value)
        {
            if (required)
            {
                errors.Required(path.Child(name));
            }
        }
        else if (!allowed.Contains(value))
        {
            errors.NotSupported(path.Child(name), value, allowed);
        }
    }

    /// <summary>Operations, groups, versions, resources and scope.</summary>
    public static void CheckRule(ObjectNode rule, FieldPath path, FieldErrors errors)
    {
        var operations = rule.Texts("operations");
        CheckList(rule, "operations", "operations", path, errors);
        for (var i = 0; i < operations.Count; i++)
        {
            if (!Operations.Contains(operations[i]))
            {
                errors.NotSupported(path.Child("operations").Index(i), operations[i], Operations);
            }
        }

        CheckList(rule, "apiGroups", "API groups", path, errors);
        CheckList(rule, "apiVersions", "API versions", path, errors);
        var versions = rule.Texts("apiVersions");
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].Length == 0)
            {
                errors.Required(path.Child("apiVersions").Index(i));
            }
        }

        CheckResources(rule, path.Child("resources"), errors);
        CheckEnum(rule, "scope", Scopes, path, errors);
    }

    private static void CheckNames(ObjectNode rule, FieldPath path, FieldErrors errors)
    {
        var names = rule.Texts("resourceNames");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            FieldChecks.Report(errors, path.Index(i), names[i], NameRules.PathSegment(names[i]));

            if (!seen.Add(names[i]))
            {
                errors.Duplicate(path.Index(i), names[i]);
            }
        }
    }

    private static void CheckList(ObjectNode rule, string name, string others, FieldPath path, FieldErrors errors)
    {
        var texts = rule.Texts(name);
        if (texts.Count == 0)
        {
            errors.Required(path.Child(name));
        }
        else if (texts.Count > 1 && texts.Contains("*"))
        {
            errors.Invalid(path.Child(name), rule[name], $"if '*' is present, must not specify other {others}");
        }
    }

    // x, x/y, x/*, */y, */* and *: a wildcard leaves nothing to be named beside it.
    private static void CheckResources(ObjectNode rule, FieldPath path, FieldErrors errors)
    {
        var resources = rule.Texts("resources");
        if (resources.Count == 0)
        {
            errors.Required(path);
        }

        var allSubresourcesOf = new HashSet<string>(StringComparer.Ordinal);
        var everywhere = new HashSet<string>(StringComparer.Ordinal);
        var plain = false;
        for (var i = 0; i < resources.Count; i++)
        {
            var text = resources[i];
            if (text.Length == 0)
            {
                errors.Required(path.Index(i));
                continue;
            }

            var slash = text.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0)
            {
                plain = text != "*";
                continue;
            }

            CheckPair(text, text[..slash], text[(slash + 1)..], allSubresourcesOf, everywhere, path.Index(i), errors);
        }

        if (resources.Count > 1 && resources.Contains("*/*"))
        {
            errors.Invalid(path, rule["resources"], "if '*/*' is present, must not specify other resources");
        }

        if (plain && resources.Contains("*"))
        {
            errors.Invalid(path, rule["resources"], "if '*' is present, must not specify other resources without subresources");
        }
    }

    private static void CheckPair(
        string text, string resource, string sub, HashSet<string> allOf, HashSet<string> everywhere, FieldPath path, FieldErrors errors)
    {
        if (allOf.Contains(resource))
        {
            errors.Invalid(path, text, $"if '{resource}/*' is present, must not specify {text}");
        }

        if (everywhere.Contains(sub))
        {
            errors.Invalid(path, text, $"if '*/{sub}' is present, must not specify {text}");
        }

        if (sub == "*")
        {
            allOf.Add(resource);
        }

        if (resource == "*")
        {
            everywhere.Add(sub);
        }
    }
}
