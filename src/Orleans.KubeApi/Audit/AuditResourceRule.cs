namespace Orleans.KubeApi.Audit;

/// <summary>Resources of one group; no resources means all of them.</summary>
internal sealed record AuditResourceRule(string Group, IReadOnlyList<string> Resources, IReadOnlyList<string> Names)
{
    /// <summary>Whether the request is for one of these.</summary>
    public bool Matches(in AuditAttributes request)
    {
        if (Group != request.Group)
        {
            return false;
        }

        if (Resources.Count == 0)
        {
            return true;
        }

        if (Names.Count > 0 && !Names.Contains(request.Name, StringComparer.Ordinal))
        {
            return false;
        }

        foreach (var pattern in Resources)
        {
            if (Matches(pattern, request.Resource, request.Subresource))
            {
                return true;
            }
        }

        return false;
    }

    // "pods", "pods/log", "pods/*" (pods too, as in the original), "*/scale", "*".
    private static bool Matches(string pattern, string resource, string subresource)
    {
        if (pattern == "*")
        {
            return true;
        }

        var slash = pattern.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return subresource.Length == 0 && pattern == resource;
        }

        var left = pattern.AsSpan(0, slash);
        var right = pattern.AsSpan(slash + 1);
        return right is "*" ? left.SequenceEqual(resource)
            : subresource.Length > 0 && right.SequenceEqual(subresource) && (left is "*" || left.SequenceEqual(resource));
    }
}
