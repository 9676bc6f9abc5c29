namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>What a re-encryption did.</summary>
/// <param name="Seen">Versions that were looked at.</param>
/// <param name="Changed">Those that are stored in another form now.</param>
/// <param name="UnreadableCount">Those that no configured key can read; they are as they were.</param>
/// <param name="Unreadable">Why, for the first few of them.</param>
internal sealed record ReencryptionResult(long Seen, long Changed, long UnreadableCount, IReadOnlyList<string> Unreadable);
