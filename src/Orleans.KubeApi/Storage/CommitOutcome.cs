namespace Orleans.KubeApi.Storage;

/// <summary>What became of a batch; everything but <see cref="Committed"/> means that nothing of it was written.</summary>
internal enum CommitOutcome
{
    /// <summary>All rows are durable and visible.</summary>
    Committed,

    /// <summary>The epoch is no longer ours (or the head moved): open the collection again before anything else.</summary>
    Fenced,

    /// <summary>Some row's previous version is not the one in the store. Only a defect or a foreign writer can cause this.</summary>
    Conflict,
}
