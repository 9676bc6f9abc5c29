using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>One rule of a FlowSchema: some subjects, and what of theirs it matches.</summary>
internal sealed class SchemaRule
{
    private readonly IReadOnlyList<SchemaSubject> _subjects;
    private readonly IReadOnlyList<ResourceMatch> _resources;
    private readonly IReadOnlyList<PathMatch> _paths;

    private SchemaRule(
        IReadOnlyList<SchemaSubject> subjects, IReadOnlyList<ResourceMatch> resources, IReadOnlyList<PathMatch> paths)
    {
        _subjects = subjects;
        _resources = resources;
        _paths = paths;
    }

    /// <summary>Reads a member of spec.rules.</summary>
    public static SchemaRule Read(ObjectNode rule) => new(
        Members(rule, "subjects").Select(SchemaSubject.Read).OfType<SchemaSubject>().ToArray(),
        Members(rule, "resourceRules").Select(ResourceMatch.Read).ToArray(),
        Members(rule, "nonResourceRules").Select(PathMatch.Read).ToArray());

    /// <summary>All that members of these groups do.</summary>
    public static SchemaRule Everything(params string[] groups) =>
        new(groups.Select(SchemaSubject.Group).ToArray(), [ResourceMatch.Everything], [PathMatch.Everything]);

    /// <summary>Whether it matches. What is asked for comes first: comparing it costs less than looking through a user's groups.</summary>
    public bool Matches(UserInfo user, RequestInfo info) => (info.IsResource ? MatchesResource(info) : MatchesPath(info)) && IsBy(user);

    private bool IsBy(UserInfo user)
    {
        foreach (var subject in _subjects)
        {
            if (subject.Matches(user))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesResource(RequestInfo info)
    {
        foreach (var match in _resources)
        {
            if (match.Matches(info))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesPath(RequestInfo info)
    {
        foreach (var match in _paths)
        {
            if (match.Matches(info))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<ObjectNode> Members(ObjectNode rule, string name) =>
        (rule.Array(name)?.Items ?? []).OfType<ObjectNode>();
}
