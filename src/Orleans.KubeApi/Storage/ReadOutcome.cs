namespace Orleans.KubeApi.Storage;

/// <summary>Whether a read found the revision it asked for.</summary>
internal enum ReadOutcome
{
    /// <summary>The page holds what was asked.</summary>
    Found,

    /// <summary>The revision is below the floor: its history was compacted away.</summary>
    Expired,

    /// <summary>The revision is above the head: it does not exist yet.</summary>
    TooLarge,
}
