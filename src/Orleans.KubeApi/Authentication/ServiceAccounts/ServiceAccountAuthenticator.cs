using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orleans.KubeApi.Authentication.Jwt;
using Orleans.KubeApi.Authentication.Tokens;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>
/// Judges tokens of service accounts: signature, times, audience, and that the account and what the token is bound to are still the same
/// objects. An object that is being deleted keeps its tokens alive for a minute.
/// </summary>
internal sealed class ServiceAccountAuthenticator(TokenSettings settings, TimeProvider time)
{
    private const string Invalidated = "service account token has been invalidated";
    private const string LegacyInvalidLabel = "kubernetes.io/legacy-token-invalid-since";
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(60);

    // The clocks of two silos differ a little: a token must not be too young for the other one.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);
    private static readonly GroupResource Accounts = new("", "serviceaccounts");
    private static readonly GroupResource Secrets = new("", "secrets");
    private static readonly GroupResource Pods = new("", "pods");
    private static readonly GroupResource Nodes = new("", "nodes");

    /// <summary>Issuer, audiences and keys.</summary>
    public TokenSettings Settings => settings;

    /// <summary>What a genuine token of one of this server's issuers says; null for any other.</summary>
    public ValueTask<TokenClaims?> ReadAsync(string token) =>
        JwtText.Parse(token) is { } form && (settings.Believes(form.Issuer) || form.Issuer == LegacyClaims.Issuer)
            ? TokenText.ReadAsync(form, settings) : ValueTask.FromResult<TokenClaims?>(null);

    /// <summary>Judges genuine claims for one of the wanted audiences.</summary>
    public TokenVerdict Judge(string token, TokenClaims claims, IReadOnlyList<string> wanted, IObjectReader objects)
    {
        var now = time.GetUtcNow();
        if (now > claims.Expires)
        {
            return TokenVerdict.Refused("service account token has expired");
        }

        if (claims.IssuedAt - now > ClockSkew)
        {
            return TokenVerdict.Refused("service account token is not valid yet");
        }

        IReadOnlyList<string> named = claims.IsLegacy ? settings.Audiences : claims.Audiences;
        var audiences = named.Where(wanted.Contains).ToList();
        if (audiences.Count == 0)
        {
            return TokenVerdict.Refused($"token audiences {Print(named)} is invalid for the target audiences {Print(wanted)}");
        }

        return Problem(token, claims, objects, now) is { } problem ? TokenVerdict.Refused(problem)
            : new TokenVerdict(User(claims), audiences, "") { Expires = claims.Expires };
    }

    private static string? Problem(string token, TokenClaims claims, IObjectReader objects, DateTimeOffset now)
    {
        var (ns, secret) = (claims.Namespace, claims.Secret);
        if (AccountProblem(objects.Find(Accounts, ns, claims.AccountName), claims, now) is { } problem)
        {
            return problem;
        }

        if (claims.IsLegacy)
        {
            return objects.Find(Secrets, ns, secret!.Name) is { } kept && Holds(kept, token) ? null : Invalidated;
        }

        if (secret is not null && BoundProblem("secret", objects.Find(Secrets, ns, secret.Name), secret.Uid, now) is { } ofSecret)
        {
            return ofSecret;
        }

        if (claims.Pod is { } pod)
        {
            return BoundProblem("pod", objects.Find(Pods, ns, pod.Name), pod.Uid, now);
        }

        // A pod's node is only told; a token bound to a node alone dies with it.
        return claims.Node is { } node && secret is null ? BoundProblem("node", objects.Find(Nodes, "", node.Name), node.Uid, now) : null;
    }

    private static string? AccountProblem(StoredObject? found, TokenClaims claims, DateTimeOffset now) =>
        found is null ? StatusErrors.NotFound(Accounts, claims.AccountName).Status.Message
        : UidOf(found) != claims.AccountUid ? $"service account UID ({UidOf(found)}) does not match claim ({claims.AccountUid})"
        : IsLeaving(found, now) ? $"service account {claims.Namespace}/{claims.AccountName} has been deleted" : null;

    private static string? BoundProblem(string kind, StoredObject? found, string uid, DateTimeOffset now) =>
        found is null ? Invalidated
        : UidOf(found) != uid ? $"{kind} UID ({UidOf(found)}) does not match service account {kind} ref claim ({uid})"
        : IsLeaving(found, now) ? Invalidated : null;

    private static string UidOf(StoredObject found) => found.Field("metadata.uid") ?? "";

    private static bool IsLeaving(StoredObject found, DateTimeOffset now) =>
        found.Field("metadata.deletionTimestamp") is { } deleted
        && DateTimeOffset.TryParse(deleted, CultureInfo.InvariantCulture, out var at) && at < now - Farewell;

    private static bool Holds(StoredObject secret, string token)
    {
        var tree = secret.Parse();
        var held = tree.Object("data")?.Text("token") ?? "";
        var buffer = new byte[held.Length];
        return tree.Text("type") == "kubernetes.io/service-account-token"
            && tree.Object("metadata")?.Object("labels")?.Text(LegacyInvalidLabel) is null
            && !tree.Object("metadata")!.Has("deletionTimestamp")
            && Convert.TryFromBase64String(held, buffer, out var length)
            && CryptographicOperations.FixedTimeEquals(buffer.AsSpan(0, length), Encoding.UTF8.GetBytes(token));
    }

    private static UserInfo User(TokenClaims claims)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        Add(extra, CredentialIds.Key, claims.Id.Length > 0 ? $"JTI={claims.Id}" : "");
        Add(extra, CredentialIds.NodeName, claims.Node?.Name);
        Add(extra, CredentialIds.NodeUid, claims.Node?.Uid);
        Add(extra, CredentialIds.PodName, claims.Pod?.Name);
        Add(extra, CredentialIds.PodUid, claims.Pod?.Uid);
        return UserInfo.ServiceAccount(claims.Namespace, claims.AccountName, claims.AccountUid, extra);
    }

    private static void Add(Dictionary<string, IReadOnlyList<string>> extra, string key, string? value)
    {
        if (value is { Length: > 0 })
        {
            extra[key] = [value];
        }
    }

    private static string Print(IReadOnlyList<string> audiences) => $"[{string.Join(' ', audiences.Select(GoText.Quote))}]";
}
