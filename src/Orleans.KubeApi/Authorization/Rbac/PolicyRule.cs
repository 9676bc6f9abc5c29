using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>One rule of a role: immutable, made once for each version of its role.</summary>
internal sealed class PolicyRule
{
    private const string Any = "*";
    private readonly bool _anyVerb;
    private readonly bool _anyGroup;
    private readonly bool _anyResource;

    /// <summary>A rule with these lists; an empty list is none.</summary>
    public PolicyRule(string[] verbs, string[] groups, string[] resources, string[] names, string[] urls)
    {
        (Verbs, Groups, Resources, Names, Urls) = (verbs, groups, resources, names, urls);
        _anyVerb = Has(verbs, Any);
        _anyGroup = Has(groups, Any);
        _anyResource = Has(resources, Any);
    }

    public string[] Verbs { get; }

    public string[] Groups { get; }

    /// <summary>"pods", "pods/log", "*", "*/scale".</summary>
    public string[] Resources { get; }

    /// <summary>Only objects of these names; empty for all.</summary>
    public string[] Names { get; }

    /// <summary>Paths; a trailing * stands for any rest.</summary>
    public string[] Urls { get; }

    /// <summary>All verbs of all resources and of all paths: what cluster-admin has.</summary>
    public static IReadOnlyList<PolicyRule> Everything { get; } =
        [new([Any], [Any], [Any], [], []), new([Any], [], [], [], [Any])];

    /// <summary>The rules of a stored role.</summary>
    public static PolicyRule[] Of(ObjectNode role)
    {
        if (role.Array("rules") is not { Items.Count: > 0 } rules)
        {
            return [];
        }

        return [.. rules.Items.OfType<ObjectNode>().Select(r => new PolicyRule(
            Texts(r, "verbs"), Texts(r, "apiGroups"), Texts(r, "resources"), Texts(r, "resourceNames"), Texts(r, "nonResourceURLs")))];
    }

    /// <summary>Whether the rule allows a request, its name not looked at.</summary>
    public bool AllowsAnyName(in RequestAttributes attributes) =>
        (_anyVerb || Has(Verbs, attributes.Verb))
        && (attributes.IsResource ? AllowsResource(attributes) : AllowsPath(attributes.Path));

    /// <summary>Whether the rule holds for objects of that name.</summary>
    public bool AllowsName(string? name) => Names.Length == 0 || Has(Names, name ?? "");

    /// <summary>As the original prints rules in its refusals.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        Add("APIGroups", Groups);
        Add("Resources", Resources);
        Add("NonResourceURLs", Urls);
        Add("ResourceNames", Names);
        Add("Verbs", Verbs);
        return "{" + string.Join(", ", parts) + "}";

        void Add(string name, string[] values)
        {
            if (values.Length > 0)
            {
                parts.Add($"{name}:[{string.Join(' ', values.Select(GoText.Quote))}]");
            }
        }
    }

    private bool AllowsResource(in RequestAttributes attributes)
    {
        if (!_anyGroup && !Has(Groups, attributes.Group ?? ""))
        {
            return false;
        }

        if (_anyResource)
        {
            return true;
        }

        foreach (var resource in Resources)
        {
            if (Matches(resource, attributes.Resource ?? "", attributes.Subresource ?? ""))
            {
                return true;
            }
        }

        return false;
    }

    // Compared piece by piece, so that nothing is put together for every rule.
    private static bool Matches(string allowed, string resource, string subresource)
    {
        if (subresource.Length == 0)
        {
            return allowed == resource;
        }

        var slash = allowed.Length - subresource.Length - 1;
        return slash > 0 && allowed[slash] == '/' && allowed.AsSpan(slash + 1).SequenceEqual(subresource)
            && ((slash == 1 && allowed[0] == '*') || allowed.AsSpan(0, slash).SequenceEqual(resource));
    }

    private bool AllowsPath(string path)
    {
        foreach (var url in Urls)
        {
            if (url == path || (url.EndsWith('*') && path.AsSpan().StartsWith(url.AsSpan().TrimEnd('*'), StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(string[] values, string value)
    {
        foreach (var one in values)
        {
            if (one == value)
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Texts(ObjectNode rule, string name) =>
        rule.Array(name) is { } list ? [.. list.Items.OfType<TextNode>().Select(t => t.Value)] : [];
}
