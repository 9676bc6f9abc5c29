namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>Whether one set of rules allows all that another does (component-helpers <c>Covers</c>): what escalation checks ask.</summary>
internal static class RuleCoverage
{
    // A role may hold some hundred rules of some hundred words; what is broken down further than this can't be a sensible role.
    private const int MostParts = 20_000;

    /// <summary>What is wanted and not held, put together again as the original shows it; empty if all is held.</summary>
    public static IReadOnlyList<PolicyRule> Missing(IReadOnlyList<PolicyRule> held, IReadOnlyList<PolicyRule> wanted)
    {
        var missing = new List<PolicyRule>();
        var parts = 0;
        foreach (var rule in wanted)
        {
            // Whole rules first: an administrator needn't be asked about every word.
            if (held.Any(h => Covers(h, rule)))
            {
                continue;
            }

            foreach (var part in Parts(rule))
            {
                if (++parts > MostParts)
                {
                    missing.Add(rule);
                    break;
                }

                if (!held.Any(h => Covers(h, part)))
                {
                    missing.Add(part);
                }
            }
        }

        return Compact(missing);
    }

    private static IEnumerable<PolicyRule> Parts(PolicyRule rule)
    {
        string[][] names = rule.Names.Length == 0 ? [[]] : [.. rule.Names.Select(n => new[] { n })];
        var ofResources =
            from g in rule.Groups
            from r in rule.Resources
            from v in rule.Verbs
            from n in names
            select new PolicyRule([v], [g], [r], n, []);
        var ofPaths =
            from u in rule.Urls
            from v in rule.Verbs
            select new PolicyRule([v], [], [], [], [u]);
        return ofResources.Concat(ofPaths);
    }

    private static bool Covers(PolicyRule held, PolicyRule wanted) =>
        HasAll(held.Verbs, wanted.Verbs) && HasAll(held.Groups, wanted.Groups)
        && (held.Resources.Contains("*") || Array.TrueForAll(wanted.Resources, r => CoversResource(held.Resources, r)))
        && Array.TrueForAll(wanted.Urls, u => Array.Exists(held.Urls, h => CoversPath(h, u)))
        && (held.Names.Length == 0 || (wanted.Names.Length > 0 && Array.TrueForAll(wanted.Names, n => held.Names.Contains(n))));

    private static bool HasAll(string[] held, string[] wanted) =>
        held.Contains("*") || Array.TrueForAll(wanted, w => held.Contains(w));

    private static bool CoversResource(string[] held, string wanted) => held.Contains(wanted)
        || (wanted.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 && held.Contains("*" + wanted[slash..]));

    private static bool CoversPath(string held, string wanted) => held == wanted
        || (held.EndsWith('*') && wanted.AsSpan().StartsWith(held.AsSpan().TrimEnd('*'), StringComparison.Ordinal));

    // Parts of the same resource (and name) become one rule with all verbs.
    private static List<PolicyRule> Compact(List<PolicyRule> rules)
    {
        var compact = rules.Where(r => !IsSimple(r)).ToList();
        compact.AddRange(rules.Where(IsSimple).GroupBy(r => (r.Groups[0], r.Resources[0], r.Names.FirstOrDefault()))
            .Select(g => new PolicyRule(
                [.. g.SelectMany(r => r.Verbs)], g.First().Groups, g.First().Resources, g.First().Names, [])));
        return compact;
    }

    private static bool IsSimple(PolicyRule rule) =>
        rule is { Groups.Length: 1, Resources.Length: 1, Names.Length: <= 1, Urls.Length: 0 };
}
