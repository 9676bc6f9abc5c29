using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Result of running one operation, before anything is committed.</summary>
internal sealed record OperationOutcome
{
    public required OutcomeKind Kind { get; init; }

    /// <summary>The refusal; then <see cref="Kind"/> is Answer.</summary>
    public Status? Error { get; init; }

    /// <summary>HTTP code of the success.</summary>
    public int Code { get; init; } = 200;

    /// <summary>New version, last state, or the object to answer; storage version.</summary>
    public ObjectNode? Tree { get; init; }

    /// <summary>A finished delete that answers a Status: its details; null if the object is answered.</summary>
    public ObjectNode? Success { get; init; }

    /// <summary>
    /// What the client gets where that is not the committed version: an update that ends in removal shows the old version.
    /// </summary>
    public ObjectNode? Shown { get; init; }

    /// <summary>
    /// A version that is committed before a removal and seen by watchers: a pod whose grace period was cut to nothing. Null mostly.
    /// </summary>
    public ObjectNode? Before { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>A refusal.</summary>
    public static OperationOutcome Refused(Status error, IReadOnlyList<string>? warnings = null) =>
        new() { Kind = OutcomeKind.Answer, Error = error, Code = error.Code, Warnings = warnings ?? [] };
}
