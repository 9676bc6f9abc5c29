using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// The outcome of a write: a refusal, or an object in the STORAGE version (the front end converts), or a Success Status (delete).
/// </summary>
internal sealed record WriteResult
{
    /// <summary>HTTP code of a success: 200, 201, 202.</summary>
    public int Code { get; init; } = 200;

    /// <summary>The refusal; null on success.</summary>
    public Status? Error { get; init; }

    /// <summary>
    /// The object after the write, resourceVersion included (JSON of the storage version; of the subresource's kind if
    /// <see cref="IsStatus"/> is false and the subresource has its own).
    /// </summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// <see cref="Body"/> is a <c>Status</c> (a finished delete of kinds that don't answer the object) and needs no conversion.
    /// </summary>
    public bool IsStatus { get; init; }

    /// <summary>Texts for Warning headers, in order.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What admission wants to have in the audit event, also of a refused write; null mostly.</summary>
    public IReadOnlyDictionary<string, string>? AuditAnnotations { get; init; }
}
