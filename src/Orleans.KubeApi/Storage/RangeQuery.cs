namespace Orleans.KubeApi.Storage;

/// <summary>A range of keys, in byte order.</summary>
/// <param name="FromKey">First key, inclusive; "" = from the start.</param>
/// <param name="ToKey">End, exclusive; null = no end.</param>
/// <param name="Limit">The most rows; at least 1.</param>
/// <param name="AsOf">Read the state right after this revision; null = the current state.</param>
internal sealed record RangeQuery(string FromKey, string? ToKey, int Limit, long? AsOf = null);
