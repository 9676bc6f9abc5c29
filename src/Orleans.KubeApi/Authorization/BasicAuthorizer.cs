using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Authorization;

/// <summary>
/// The rules that hold before any role exists: <c>system:masters</c> may do everything; everybody who authenticated may read discovery, the
/// version and health, and may ask who he is (the original's bootstrap roles system:discovery and system:basic-user).
/// </summary>
internal sealed class BasicAuthorizer : IAuthorizer
{
    private static readonly string[] OpenTrees = ["/api", "/apis", "/openapi"];
    private static readonly string[] OpenPaths = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

    /// <inheritdoc/>
    public ValueTask<AuthorizerDecision> AuthorizeAsync(
        UserInfo user, RequestAttributes attributes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new AuthorizerDecision(IsAllowed(user, attributes) ? Decision.Allow : Decision.NoOpinion));

    private static bool IsAllowed(UserInfo user, in RequestAttributes attributes)
    {
        if (user.IsMaster)
        {
            return true;
        }

        if (!user.IsAuthenticated)
        {
            return false;
        }

        return attributes.IsResource ? IsSelfReview(attributes) : attributes.Verb == "get" && IsOpenPath(attributes.Path);
    }

    private static bool IsSelfReview(in RequestAttributes attributes) =>
        attributes is { Verb: "create", Group: "authentication.k8s.io", Resource: "selfsubjectreviews", Subresource: "" or null };

    private static bool IsOpenPath(string path)
    {
        foreach (var tree in OpenTrees)
        {
            if (path.StartsWith(tree, StringComparison.Ordinal) && (path.Length == tree.Length || path[tree.Length] == '/'))
            {
                return true;
            }
        }

        return Array.IndexOf(OpenPaths, path) >= 0;
    }
}
