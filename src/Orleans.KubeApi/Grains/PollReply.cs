namespace Orleans.KubeApi.Grains;

/// <summary>Events of (From, To], all of them and in order; or, with Gap, nothing because they are no longer here.</summary>
[GenerateSerializer, Immutable, Alias("kubeapi.polled")]
internal sealed class PollReply
{
    [Id(0)]
    public required long From { get; init; }

    [Id(1)]
    public required long To { get; init; }

    [Id(2)]
    public FeedEventMessage[] Events { get; init; } = [];

    [Id(3)]
    public bool Gap { get; init; }
}
