using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Audit;

/// <summary>One stage of one request (audit.k8s.io/v1 <c>Event</c>).</summary>
internal sealed record AuditEvent
{
    public required AuditLevel Level { get; init; }

    public required string Id { get; init; }

    public required AuditStages Stage { get; init; }

    /// <summary>The target as the client sent it.</summary>
    public required string RequestUri { get; init; }

    public required string Verb { get; init; }

    /// <summary>Who authenticated; null if nobody did.</summary>
    public AuditUser? User { get; init; }

    /// <summary>As whom he acts, if as another.</summary>
    public AuditUser? ImpersonatedUser { get; init; }

    /// <summary>The constrained verb that allowed it (KEP-5284); "" if none did.</summary>
    public string ImpersonationConstraint { get; init; } = "";

    public IReadOnlyList<string> SourceAddresses { get; init; } = [];

    public string UserAgent { get; init; } = "";

    /// <summary>Null for bare paths.</summary>
    public AuditObjectReference? Object { get; init; }

    /// <summary>A Status without kind and version; null before the answer.</summary>
    public ObjectNode? ResponseStatus { get; init; }

    /// <summary>One JSON value without line breaks, or empty.</summary>
    public ReadOnlyMemory<byte> RequestObject { get; init; }

    /// <summary>One JSON value without line breaks, or empty.</summary>
    public ReadOnlyMemory<byte> ResponseObject { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset StageAt { get; init; }

    /// <summary>In order of their names; read before the call that takes the event returns, so the request may add more later.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = NoAnnotations;

    private static readonly Dictionary<string, string> NoAnnotations = [];
}
