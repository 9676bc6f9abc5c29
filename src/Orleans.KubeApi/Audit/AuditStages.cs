namespace Orleans.KubeApi.Audit;

/// <summary>Moments of a request at which events are made; one, or a set of them.</summary>
[Flags]
internal enum AuditStages
{
    /// <summary>The empty set.</summary>
    None = 0,

    /// <summary>The sender is known, nothing was done yet.</summary>
    RequestReceived = 1,

    /// <summary>The header of an answer that goes on (a watch) is about to be sent, or the request was refused before its sender was
    /// known.</summary>
    ResponseStarted = 2,

    /// <summary>The answer is complete.</summary>
    ResponseComplete = 4,

    /// <summary>The server failed unexpectedly.</summary>
    Panic = 8,
}
