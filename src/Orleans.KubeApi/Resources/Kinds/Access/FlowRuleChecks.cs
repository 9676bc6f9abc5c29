using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>One rule of a FlowSchema: its subjects and the requests it names.</summary>
internal static class FlowRuleChecks
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];
    private static readonly string[] Kinds = ["Group", "ServiceAccount", "User"];

    /// <summary>Checks a rule.</summary>
    public static void Check(ObjectNode rule, FieldPath path, FieldErrors errors)
    {
        if (rule.Items("subjects").Count == 0)
        {
            errors.Required(path.Child("subjects"), "subjects must contain at least one value");
        }

        foreach (var (i, subject) in rule.ObjectsOf("subjects"))
        {
            CheckSubject(subject, path.Child("subjects").Index(i), errors);
        }

        if (rule.Items("resourceRules").Count == 0 && rule.Items("nonResourceRules").Count == 0)
        {
            errors.Required(path, "at least one of resourceRules and nonResourceRules has to be non-empty");
        }

        foreach (var (i, one) in rule.ObjectsOf("resourceRules"))
        {
            CheckResourceRule(one, path.Child("resourceRules").Index(i), errors);
        }

        foreach (var (i, one) in rule.ObjectsOf("nonResourceRules"))
        {
            CheckNonResourceRule(one, path.Child("nonResourceRules").Index(i), errors);
        }
    }

    private static void CheckSubject(ObjectNode subject, FieldPath path, FieldErrors errors)
    {
        var kind = subject.Str("kind");
        if (!Kinds.Contains(kind))
        {
            errors.NotSupported(path.Child("kind"), kind, Kinds);
            return;
        }

        var member = kind switch { "ServiceAccount" => "serviceAccount", "User" => "user", _ => "group" };
        CheckNamed(subject.Object(member), kind, member, path.Child(member), errors);
        foreach (var (other, otherKind) in new[] { ("serviceAccount", "ServiceAccount"), ("user", "User"), ("group", "Group") })
        {
            if (otherKind != kind && subject.Object(other) is not null)
            {
                errors.Forbidden(path.Child(other), $"{other} is forbidden when subject kind is not '{otherKind}'");
            }
        }
    }

    private static void CheckNamed(ObjectNode? named, string kind, string member, FieldPath path, FieldErrors errors)
    {
        if (named is null)
        {
            errors.Required(path, $"{member} is required when subject kind is '{kind}'");
            return;
        }

        var name = named.Str("name");
        if (name.Length == 0)
        {
            errors.Required(path.Child("name"));
        }

        if (kind != "ServiceAccount")
        {
            return;
        }

        foreach (var wrong in name is "" or "*" ? [] : NameRules.Subdomain(name))
        {
            errors.Invalid(path.Child("name"), name, wrong);
        }

        var ns = named.Str("namespace");
        if (ns.Length == 0)
        {
            errors.Required(path.Child("namespace"), "must specify namespace for service account");
            return;
        }

        FieldChecks.Report(errors, path.Child("namespace"), ns, NameRules.Label(ns));
    }

    private static void CheckResourceRule(ObjectNode rule, FieldPath path, FieldErrors errors)
    {
        CheckVerbs(rule, path.Child("verbs"), errors);
        CheckStarAlone(rule, "apiGroups", path, "resource rules must supply at least one api group", "api groups", errors);
        CheckStarAlone(rule, "resources", path, "resource rules must supply at least one resource", "resources", errors);
        var spaces = rule.Texts("namespaces");
        var at = path.Child("namespaces");
        if (spaces.Count == 0 && rule["clusterScope"] is not BoolNode { Value: true })
        {
            errors.Required(at, "resource rules that are not cluster scoped must supply at least one namespace");
        }
        else if (spaces.Contains("*"))
        {
            if (spaces.Count > 1)
            {
                errors.Invalid(at, rule["namespaces"], "if '*' is present, must not specify other namespaces");
            }
        }
        else
        {
            for (var i = 0; i < spaces.Count; i++)
            {
                foreach (var wrong in NameRules.Label(spaces[i]))
                {
                    errors.Invalid(at.Index(i), spaces[i], $"each member of this list must be '*' or a DNS-1123 label; {wrong}");
                }
            }
        }
    }

    private static void CheckNonResourceRule(ObjectNode rule, FieldPath path, FieldErrors errors)
    {
        CheckVerbs(rule, path.Child("verbs"), errors);
        var urls = rule.Texts("nonResourceURLs");
        if (urls.Count == 0 || urls.Contains("*"))
        {
            CheckStarAlone(rule, "nonResourceURLs", path, "nonResourceURLs must contain at least one value", "non-resource URLs", errors);
            return;
        }

        for (var i = 0; i < urls.Count; i++)
        {
            if (WrongUrl(urls[i]) is { } wrong)
            {
                errors.Invalid(path.Child("nonResourceURLs").Index(i), urls[i], wrong);
            }
        }
    }

    private static void CheckVerbs(ObjectNode rule, FieldPath path, FieldErrors errors)
    {
        var verbs = rule.Texts("verbs");
        if (verbs.Count == 0)
        {
            errors.Required(path, "verbs must contain at least one value");
        }
        else if (verbs.Contains("*"))
        {
            if (verbs.Count > 1)
            {
                errors.Invalid(path, rule["verbs"], "if '*' is present, must not specify other verbs");
            }
        }
        else if (!verbs.All(v => Verbs.Contains(v)))
        {
            errors.NotSupported(path, rule["verbs"], Verbs);
        }
    }

    private static void CheckStarAlone(ObjectNode rule, string member, FieldPath path, string missing, string others, FieldErrors errors)
    {
        var texts = rule.Texts(member);
        if (texts.Count == 0)
        {
            errors.Required(path.Child(member), missing);
        }
        else if (texts.Count > 1 && texts.Contains("*"))
        {
            errors.Invalid(path.Child(member), rule[member], $"if '*' is present, must not specify other {others}");
        }
    }

    private static string? WrongUrl(string url)
    {
        var stars = url.Count(c => c == '*');
        return url.Length == 0 ? "must not be empty"
            : url == "/" ? null
            : url[0] != '/' ? "must start with slash"
            : url.Contains(' ') ? "must not contain white-space"
            : url.Contains("//", StringComparison.Ordinal) ? "must not contain double slash"
            : stars > 1 || (stars == 1 && !url.EndsWith("/*", StringComparison.Ordinal)) ? "wildcard can only do suffix matching"
            : null;
    }
}
