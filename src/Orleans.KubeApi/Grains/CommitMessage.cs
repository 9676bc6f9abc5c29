namespace Orleans.KubeApi.Grains;

/// <summary>Versions of one object to be committed one after the other, all or none.</summary>
[GenerateSerializer, Immutable, Alias("kubeapi.commit")]
internal sealed class CommitMessage
{
    /// <summary>The object's key in its collection.</summary>
    [Id(0)]
    public required string Key { get; init; }

    /// <summary>Revision of the version the first one replaces; 0 = there must be none.</summary>
    [Id(1)]
    public required long ExpectedRevision { get; init; }

    /// <summary>The versions' bytes, with any number in metadata.resourceVersion: the collection puts in the revision.</summary>
    [Id(2)]
    public required byte[][] Bodies { get; init; }

    /// <summary>Which of the versions are deletions (the body is then the last state).</summary>
    [Id(3)]
    public required bool[] Deleted { get; init; }
}
