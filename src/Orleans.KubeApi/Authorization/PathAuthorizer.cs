using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization;

/// <summary>Paths that everybody may reach (<c>--authorization-always-allow-paths</c>); a trailing * stands for any rest.</summary>
internal sealed class PathAuthorizer : IAuthorizer
{
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly List<string> _prefixes = [];

    /// <summary>Reads the option's words.</summary>
    /// <exception cref="FormatException">A * is not at the end.</exception>
    public PathAuthorizer(IEnumerable<string> paths)
    {
        foreach (var path in paths.Select(p => p.TrimStart('/')))
        {
            if (path.EndsWith('*') && path.IndexOf('*', StringComparison.Ordinal) == path.Length - 1)
            {
                _prefixes.Add(path[..^1]);
            }
            else if (path.Length == 0 || path.Contains('*', StringComparison.Ordinal))
            {
                throw new FormatException($"\"{path}\": only a trailing * is allowed");
            }
            else
            {
                _paths.Add(path);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken)
    {
        var path = attributes.IsResource ? "" : attributes.Path.TrimStart('/');
        var open = !attributes.IsResource
            && (_paths.Contains(path) || _prefixes.Exists(p => path.StartsWith(p, StringComparison.Ordinal)));
        return ValueTask.FromResult(new AuthorizerDecision(open ? Decision.Allow : Decision.NoOpinion));
    }
}
