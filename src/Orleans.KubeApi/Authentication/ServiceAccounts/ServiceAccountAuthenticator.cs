using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>
/// Judges tokens of service accounts: signature, times, audience, and that the account and what the token is bound to are still the same
/// objects. An object that is being deleted keeps its tokens alive for a minute.
/// </summary>
internal sealed class ServiceAccountAuthenticator(TokenSettings settings, TimeProvider time)
{
    private const string IdKey = "authentication.kubernetes.io/credential-id";
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(60);
    private static readonly GroupResource Accounts = new("", "serviceaccounts");
    private static readonly GroupResource Secrets = new("", "secrets");
    private static readonly GroupResource Pods = new("", "pods");
    private static readonly GroupResource Nodes = new("", "nodes");

    /// <summary>The collections that a verdict may ask for.</summary>
    public static IReadOnlyList<GroupResource> Collections { get; } = [Accounts, Secrets, Pods, Nodes];

    /// <summary>Issuer, audiences and keys.</summary>
    public TokenSettings Settings => settings;

    /// <summary>Whether the token claims to be of this issuer: then only <see cref="Judge"/> decides.</summary>
    public bool Knows(string token) => TokenText.IsFrom(token, settings.Issuer);

    /// <summary>Judges a token for one of the wanted audiences.</summary>
    public TokenVerdict Judge(string token, IReadOnlyList<string> wanted, IObjectReader objects)
    {
        if (TokenText.Read(token, settings) is not { } claims)
        {
            return Refused("");
        }

        var now = time.GetUtcNow();
        if (now > claims.Expires)
        {
            return Refused("service account token has expired");
        }

        if (now < claims.IssuedAt)
        {
            return Refused("service account token is not valid yet");
        }

        var audiences = claims.Audiences.Where(wanted.Contains).ToList();
        if (audiences.Count == 0)
        {
            return Refused($"token audiences {Print(claims.Audiences)} is invalid for the target audiences {Print(wanted)}");
        }

        return Problem(claims, objects, now) is { } problem ? Refused(problem) : new TokenVerdict(User(claims), audiences, "");
    }

    private static TokenVerdict Refused(string problem) => new(null, [], problem);

    private static string? Problem(TokenClaims claims, IObjectReader objects, DateTimeOffset now)
    {
        if (!IsAlive(objects.Find(Accounts, claims.Namespace, claims.AccountName), claims.AccountUid, now))
        {
            return "service account token has been invalidated";
        }

        if (claims.Secret is { } secret && !IsAlive(objects.Find(Secrets, claims.Namespace, secret.Name), secret.Uid, now))
        {
            return "service account token has been invalidated";
        }

        if (claims.Pod is { } pod && !IsAlive(objects.Find(Pods, claims.Namespace, pod.Name), pod.Uid, now))
        {
            return "service account token has been invalidated";
        }

        // A pod's node is only told; a token bound to a node alone dies with it.
        return claims is { Node: { } node, Pod: null, Secret: null } && !IsAlive(objects.Find(Nodes, "", node.Name), node.Uid, now)
            ? "service account token has been invalidated" : null;
    }

    private static bool IsAlive(StoredObject? found, string uid, DateTimeOffset now) =>
        found is not null && found.Field("metadata.uid") == uid
        && (found.Field("metadata.deletionTimestamp") is not { } deleted
            || !DateTimeOffset.TryParse(deleted, System.Globalization.CultureInfo.InvariantCulture, out var at) || at >= now - Farewell);

    private static UserInfo User(TokenClaims claims)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [IdKey] = [$"JTI={claims.Id}"] };
        if (claims.Node is { } node)
        {
            extra["authentication.kubernetes.io/node-name"] = [node.Name];
            if (node.Uid.Length > 0)
            {
                extra["authentication.kubernetes.io/node-uid"] = [node.Uid];
            }
        }

        if (claims.Pod is { } pod)
        {
            extra["authentication.kubernetes.io/pod-name"] = [pod.Name];
            extra["authentication.kubernetes.io/pod-uid"] = [pod.Uid];
        }

        return UserInfo.ServiceAccount(claims.Namespace, claims.AccountName, claims.AccountUid, extra);
    }

    private static string Print(IReadOnlyList<string> audiences) => $"[{string.Join(' ', audiences.Select(GoText.Quote))}]";
}
