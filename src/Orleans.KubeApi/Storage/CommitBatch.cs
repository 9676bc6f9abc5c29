namespace Orleans.KubeApi.Storage;

/// <summary>
/// Writes that become durable and visible together. The rows' revisions are <c>ExpectedHead + 1 … NewHead</c>, each once, in order;
/// at most <see cref="MaxRows"/> rows and <see cref="MaxBytes"/> of bodies (a single larger object is allowed alone).
/// </summary>
internal sealed record CommitBatch(long ExpectedHead, long NewHead, IReadOnlyList<CommitRow> Rows)
{
    /// <summary>The most rows one batch may hold.</summary>
    public const int MaxRows = 512;

    /// <summary>The most bytes of bodies one batch of several rows may hold.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>How much longer the bodies became by encryption: not counted to <see cref="MaxBytes"/>.</summary>
    public long SealBytes { get; init; }

    /// <summary>Refuses a batch that breaks the contract: a programming error, found before the database sees it.</summary>
    /// <exception cref="ArgumentException">Revisions have a hole, a chain does not join, or a limit is exceeded.</exception>
    public void Validate()
    {
        if (Rows.Count == 0 || Rows.Count > MaxRows || NewHead - ExpectedHead != Rows.Count)
        {
            throw new ArgumentException(
                $"a batch needs 1..{MaxRows} rows with contiguous revisions; {Rows.Count} rows for ({ExpectedHead}, {NewHead}]");
        }

        var bytes = 0L;
        var replaced = new HashSet<int>();
        for (var i = 0; i < Rows.Count; i++)
        {
            bytes += Rows[i].Body.Length;
            ValidateRow(Rows[i], ExpectedHead + 1 + i);
            ValidateChain(Rows[i], replaced);
        }

        if (bytes - SealBytes > MaxBytes && Rows.Count > 1)
        {
            throw new ArgumentException($"a batch of {Rows.Count} rows holds {bytes} bytes, the limit is {MaxBytes}");
        }
    }

    private void ValidateRow(CommitRow row, long revision)
    {
        var inBatch = row.PreviousRevision > ExpectedHead;
        if (row.Revision != revision || row.Key.Length == 0 || row.Key.Contains('\0', StringComparison.Ordinal)
            || row.PreviousRevision < 0 || row.PreviousRevision >= revision
            || row.PreviousInBatch != inBatch || (row.Deleted && row.PreviousRevision == 0))
        {
            throw new ArgumentException(
                $"row {row.Key} at {row.Revision} (previous {row.PreviousRevision}) does not fit a batch after {ExpectedHead}");
        }
    }

    private void ValidateChain(CommitRow row, HashSet<int> replaced)
    {
        if (!row.PreviousInBatch)
        {
            return;
        }

        var index = (int)(row.PreviousRevision - ExpectedHead - 1);
        var previous = Rows[index];
        if (!string.Equals(previous.Key, row.Key, StringComparison.Ordinal) || previous.Deleted || !replaced.Add(index))
        {
            throw new ArgumentException($"row {row.Key} at {row.Revision} cannot continue {previous.Key} at {previous.Revision}");
        }
    }
}
