namespace Orleans.KubeApi.Grains;

/// <summary>Result of a commit.</summary>
internal enum CommitResult
{
    /// <summary>Durable.</summary>
    Committed,

    /// <summary>The object moved; nothing was written. Look again and repeat the operation.</summary>
    Conflict,

    /// <summary>This activation is no longer the owner; nothing was written. Ask again.</summary>
    Fenced,

    /// <summary>The queue is full; nothing was written.</summary>
    Busy,

    /// <summary>The store can't be reached; nothing was written.</summary>
    Unavailable,

    /// <summary>The connection was lost at COMMIT and the outcome could not be found out.</summary>
    Unknown,

    /// <summary>The bodies can't be encrypted now; nothing was written.</summary>
    Unsealed,
}
