namespace Orleans.KubeApi.Authentication.ServiceAccounts;

/// <summary>What a service-account token says.</summary>
internal sealed record TokenClaims
{
    public const string UserPrefix = "system:serviceaccount:";

    public required string Namespace { get; init; }

    public required string AccountName { get; init; }

    public required string AccountUid { get; init; }

    /// <summary>
    /// The pod, secret and node that the token is bound to; it dies with the first two, or with a node it is bound to alone.
    /// </summary>
    public BoundObject? Pod { get; init; }

    public BoundObject? Secret { get; init; }

    public BoundObject? Node { get; init; }

    /// <summary>The old kind: valid while its Secret holds it.</summary>
    public bool IsLegacy { get; init; }

    public required IReadOnlyList<string> Audiences { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary>When clients should have a newer one, if that is before the end.</summary>
    public DateTimeOffset? WarnAfter { get; init; }

    /// <summary>The token's own id.</summary>
    public required string Id { get; init; }
}
