using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Quota;

/// <summary>An object as quotas see it.</summary>
/// <param name="Resource">What it is.</param>
/// <param name="Usage">What it takes.</param>
/// <param name="Facts">Which scopes it is in.</param>
internal sealed record Counted(GroupResource Resource, Amounts Usage, ScopeFacts Facts)
{
    /// <summary>What it takes changes with time alone.</summary>
    public bool IsTimed { get; init; }
}
