using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>One webhook of a configuration, compiled. Immutable; its reference is its identity within a request.</summary>
internal sealed record Webhook
{
    public required string Configuration { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<WebhookRule> Rules { get; init; }

    public required WebhookTarget Target { get; init; }

    /// <summary>Null selects everything.</summary>
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>Null selects everything.</summary>
    public LabelSelector? ObjectSelector { get; init; }

    /// <summary>failurePolicy is Ignore.</summary>
    public bool IgnoresFailures { get; init; }

    /// <summary>matchPolicy is Equivalent.</summary>
    public bool MatchesEquivalents { get; init; }

    /// <summary>reinvocationPolicy is IfNeeded.</summary>
    public bool MayBeReinvoked { get; init; }

    /// <summary>sideEffects is None or NoneOnDryRun.</summary>
    public bool AllowsDryRun { get; init; }

    /// <summary>
    /// It has matchConditions, which this version can't evaluate and refuses when they are written: one that is stored all the same fails.
    /// </summary>
    public bool HasConditions { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>"v1", "v1beta1", or "" if it takes neither: the first of its list that is known.</summary>
    public required string ReviewVersion { get; init; }
}
