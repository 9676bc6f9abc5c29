namespace Orleans.KubeApi.Storage;

/// <summary>A page of history, read in one snapshot together with the head and floor.</summary>
/// <param name="Outcome">Expired when events after the asked position were compacted away, TooLarge when the position is above the
/// head.</param>
/// <param name="Head">The newest revision in that snapshot.</param>
/// <param name="Floor">The compaction floor in that snapshot.</param>
/// <param name="Events">By revision, without gaps (revisions may have holes where nothing was committed).</param>
/// <param name="More">There are more events up to the asked end: go on from the last revision.</param>
internal sealed record EventPage(ReadOutcome Outcome, long Head, long Floor, IReadOnlyList<StoredEvent> Events, bool More);
