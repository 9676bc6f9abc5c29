namespace Orleans.KubeApi.Grains;

/// <summary>One committed version on its way to the silo caches.</summary>
[GenerateSerializer, Immutable, Alias("kubeapi.event")]
internal sealed class FeedEventMessage
{
    [Id(0)]
    public required string Key { get; init; }

    [Id(1)]
    public required long Revision { get; init; }

    [Id(2)]
    public required bool Deleted { get; init; }

    [Id(3)]
    public required byte[] Body { get; init; }
}
