namespace Orleans.KubeApi.Storage;

/// <summary>A page of a range, read in one snapshot together with the head and floor.</summary>
/// <param name="Outcome">Anything but Found comes with no rows.</param>
/// <param name="Head">The newest revision in that snapshot: what the rows are current at, unless the query named a revision.</param>
/// <param name="Floor">The compaction floor in that snapshot.</param>
/// <param name="Rows">In byte order of the key.</param>
/// <param name="More">There are more rows: go on from <see cref="RangeQuery.After"/> the last key. A page may end before its limit when
/// bodies are large.</param>
internal sealed record RangePage(ReadOutcome Outcome, long Head, long Floor, IReadOnlyList<StoredRow> Rows, bool More);
