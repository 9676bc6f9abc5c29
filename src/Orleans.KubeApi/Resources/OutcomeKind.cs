namespace Orleans.KubeApi.Resources;

/// <summary>What an operation wants to happen to its object.</summary>
internal enum OutcomeKind
{
    /// <summary>Nothing: refused, a dry run, or a write that changes nothing.</summary>
    Answer,

    /// <summary>Store a new version.</summary>
    Store,

    /// <summary>Remove the object; the tree is its last state.</summary>
    Remove,
}
