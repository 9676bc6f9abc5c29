using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>A rule of a FlowSchema for paths that are no resources: a path also means what lies below it.</summary>
internal sealed class PathMatch
{
    private readonly NameSet _verbs;
    private readonly IReadOnlyList<(string Path, string Below)> _paths;

    private PathMatch(NameSet verbs, IReadOnlyList<(string Path, string Below)> paths)
    {
        _verbs = verbs;
        _paths = paths;
    }

    /// <summary>Every path.</summary>
    public static PathMatch Everything { get; } = new(NameSet.All, [("*", "/")]);

    /// <summary>Reads a member of nonResourceRules.</summary>
    public static PathMatch Read(ObjectNode rule) => new(
        NameSet.Read(rule, "verbs"), (rule.Array("nonResourceURLs")?.Items ?? []).Select(p => (p.Str(), Below(p.Str()))).ToArray());

    /// <summary>Whether a request for a path is meant.</summary>
    public bool Matches(RequestInfo info)
    {
        if (!_verbs.Contains(info.Verb))
        {
            return false;
        }

        foreach (var (path, below) in _paths)
        {
            if (path == "*" || info.Path == path || info.Path.StartsWith(below, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string Below(string path)
    {
        var prefix = path.EndsWith('*') ? path[..^1] : path;
        return prefix.EndsWith('/') ? prefix : prefix + "/";
    }
}
