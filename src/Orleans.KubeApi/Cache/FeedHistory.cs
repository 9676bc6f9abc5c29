namespace Orleans.KubeApi.Cache;

/// <summary>Old events with previous states, in order.</summary>
/// <param name="Events">The events.</param>
/// <param name="To">All events up to here are included; smaller than what was asked for when the limit was reached.</param>
/// <param name="Expired">The start lies before the compaction floor: nothing was read.</param>
/// <param name="Floor">The floor.</param>
internal sealed record FeedHistory(IReadOnlyList<CacheEvent> Events, long To, bool Expired = false, long Floor = 0);
