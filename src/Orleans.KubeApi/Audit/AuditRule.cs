namespace Orleans.KubeApi.Audit;

/// <summary>One rule of a policy: all its parts must match; an empty part matches everything.</summary>
internal sealed record AuditRule(AuditDecision Decision)
{
    public IReadOnlyList<string> Users { get; init; } = [];

    public IReadOnlyList<string> UserGroups { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = [];

    public IReadOnlyList<AuditResourceRule> Resources { get; init; } = [];

    /// <summary>"" stands for what has no namespace.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Paths; <c>*</c> at the end stands for anything.</summary>
    public IReadOnlyList<string> NonResourceUrls { get; init; } = [];

    /// <summary>Whether the rule is for this request.</summary>
    public bool Matches(in AuditAttributes request)
    {
        if (!MatchesUser(request.User) || (Verbs.Count > 0 && !Has(Verbs, request.Verb)))
        {
            return false;
        }

        if (Namespaces.Count > 0 || Resources.Count > 0)
        {
            return MatchesResource(request);
        }

        return NonResourceUrls.Count == 0 || MatchesPath(request);
    }

    private bool MatchesUser(AuditUser? user)
    {
        if (Users.Count > 0 && (user is null || !Has(Users, user.Name)))
        {
            return false;
        }

        if (UserGroups.Count == 0)
        {
            return true;
        }

        foreach (var group in user?.Groups ?? [])
        {
            if (Has(UserGroups, group))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesResource(in AuditAttributes request)
    {
        if (!request.IsResource || (Namespaces.Count > 0 && !Has(Namespaces, request.Namespace)))
        {
            return false;
        }

        foreach (var resource in Resources)
        {
            if (resource.Matches(request))
            {
                return true;
            }
        }

        return Resources.Count == 0;
    }

    private bool MatchesPath(in AuditAttributes request)
    {
        if (request.IsResource)
        {
            return false;
        }

        foreach (var url in NonResourceUrls)
        {
            if (url == request.Path || (url.EndsWith('*') && request.Path.StartsWith(url[..^1], StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    // Lists of a policy are short; a loop beats a set and allocates nothing.
    private static bool Has(IReadOnlyList<string> list, string text)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == text)
            {
                return true;
            }
        }

        return false;
    }
}
