namespace Orleans.KubeApi.Cache;

/// <summary>All events of (From, To], in order.</summary>
internal sealed record FeedBatch(long From, long To, IReadOnlyList<FeedEvent> Events, bool Gap = false);
