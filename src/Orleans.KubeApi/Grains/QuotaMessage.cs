using Orleans.KubeApi.Admission.Quota;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains;

/// <summary>A <see cref="QuotaClaim"/> on its way to the namespace's grain.</summary>
[GenerateSerializer, Immutable, Alias("kubeapi.quota")]
internal sealed class QuotaMessage
{
    [Id(0)] public required Guid WriteId { get; init; }

    [Id(1)] public required string Group { get; init; }

    [Id(2)] public required string Resource { get; init; }

    [Id(3)] public required string Subresource { get; init; }

    [Id(4)] public required bool DryRun { get; init; }

    [Id(5)] public required byte[] Body { get; init; }

    /// <summary>Empty for a create.</summary>
    [Id(6)] public required byte[] Old { get; init; }

    /// <summary>The message of a claim.</summary>
    public static QuotaMessage From(QuotaClaim claim) => new()
    {
        WriteId = claim.Id,
        Group = claim.Resource.Group,
        Resource = claim.Resource.Resource,
        Subresource = claim.Subresource,
        DryRun = claim.DryRun,
        Body = claim.Object.ToUtf8(),
        Old = claim.Old?.ToUtf8() ?? [],
    };

    /// <summary>The claim again.</summary>
    public QuotaClaim ToClaim(string ns) => new()
    {
        Id = WriteId,
        Namespace = ns,
        Resource = new GroupResource(Group, Resource),
        Subresource = Subresource,
        DryRun = DryRun,
        Object = (ObjectNode)NodeReader.Parse(Body),
        Old = Old.Length == 0 ? null : (ObjectNode)NodeReader.Parse(Old),
    };
}
