using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Quota;

/// <summary>A write that takes something of a namespace's quotas.</summary>
internal sealed record QuotaClaim
{
    /// <summary>The write: asking again with the same id replaces what it took before.</summary>
    public required Guid Id { get; init; }

    public required string Namespace { get; init; }

    public required GroupResource Resource { get; init; }

    public required string Subresource { get; init; }

    /// <summary>Nothing is taken.</summary>
    public required bool DryRun { get; init; }

    /// <summary>The object as it is to be stored.</summary>
    public required ObjectNode Object { get; init; }

    /// <summary>The object before; null for a create.</summary>
    public required ObjectNode? Old { get; init; }
}
