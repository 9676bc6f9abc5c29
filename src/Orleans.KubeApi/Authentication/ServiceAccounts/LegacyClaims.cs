using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>
/// The claims of the old kind of tokens, which lie in Secrets of type <c>kubernetes.io/service-account-token</c>: without end, valid as
/// long
/// as the Secret holds this very token.
/// </summary>
internal static class LegacyClaims
{
    /// <summary>The issuer of all of them, on every cluster.</summary>
    public const string Issuer = "kubernetes/serviceaccount";

    private const string Prefix = "kubernetes.io/serviceaccount/";

    /// <summary>The claims, or null if one is missing.</summary>
    public static TokenClaims? Read(ObjectNode payload)
    {
        var ns = payload.Text(Prefix + "namespace") ?? "";
        var name = payload.Text(Prefix + "service-account.name") ?? "";
        var secret = payload.Text(Prefix + "secret.name") ?? "";
        var isComplete = ns.Length > 0 && name.Length > 0 && secret.Length > 0
            && payload.Text("sub") == $"{TokenClaims.UserPrefix}{ns}:{name}";
        return !isComplete ? null : new TokenClaims
        {
            Namespace = ns,
            AccountName = name,
            AccountUid = payload.Text(Prefix + "service-account.uid") ?? "",
            Secret = new BoundObject(secret, ""),
            IsLegacy = true,
            Audiences = [],
            IssuedAt = DateTimeOffset.UnixEpoch,
            Expires = DateTimeOffset.MaxValue,
            Id = "",
        };
    }
}
