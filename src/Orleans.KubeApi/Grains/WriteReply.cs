using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Grains;

/// <summary>A <see cref="WriteResult"/> on its way back.</summary>
[GenerateSerializer, Immutable, Alias("kubeapi.written")]
internal sealed class WriteReply
{
    [Id(0)]
    public required int Code { get; init; }

    /// <summary>The object, a Success Status, or the refusal's Status.</summary>
    [Id(1)]
    public required byte[] Body { get; init; }

    [Id(2)]
    public bool IsStatus { get; init; }

    [Id(3)]
    public bool IsError { get; init; }

    [Id(4)]
    public string[] Warnings { get; init; } = [];

    [Id(5)]
    public Dictionary<string, string>? AuditAnnotations { get; init; }

    /// <summary>A refusal.</summary>
    public static WriteReply Refused(Status status, IReadOnlyList<string>? warnings = null, AuditAnnotations? annotations = null) => new()
    {
        Code = status.Code,
        Body = status.ToNode().ToUtf8(),
        IsStatus = true,
        IsError = true,
        Warnings = [.. warnings ?? []],
        AuditAnnotations = Annotations(annotations),
    };

    /// <summary>A copy of what was said; null if that is nothing.</summary>
    public static Dictionary<string, string>? Annotations(AuditAnnotations? said) => said?.Items is { } items ? new(items) : null;

    /// <summary>The result again.</summary>
    public WriteResult ToResult() => new()
    {
        Code = Code,
        Body = IsError ? default : Body,
        IsStatus = IsStatus,
        Error = IsError ? Status.FromNode((ObjectNode)NodeReader.Parse(Body)) : null,
        Warnings = Warnings,
        AuditAnnotations = AuditAnnotations,
    };
}
