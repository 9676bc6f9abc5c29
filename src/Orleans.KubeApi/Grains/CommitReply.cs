namespace Orleans.KubeApi.Grains;

/// <summary>What became of a commit.</summary>
[GenerateSerializer, Immutable, Alias("kubeapi.committed")]
internal sealed class CommitReply
{
    [Id(0)]
    public required CommitResult Result { get; init; }

    /// <summary>Committed: the first version's revision, the others follow without a hole. Otherwise the collection's head.</summary>
    [Id(1)]
    public required long Revision { get; init; }

    /// <summary>Committed: the versions as stored.</summary>
    [Id(2)]
    public byte[][] Bodies { get; init; } = [];

    /// <summary>Unsealed: why, in the words for the client.</summary>
    [Id(3)]
    public string? Reason { get; init; }
}
