namespace Orleans.KubeApi.Resources;

/// <summary>
/// The one door for writes. The object's grain runs the operation on the current version, commits, and answers when the commit is durable.
/// </summary>
internal interface IObjectStore
{
    /// <summary>
    /// Runs one write. Refusals come back in the result (never as <see cref="Objects.StatusException"/>); an unknown outcome is a 504
    /// Status.
    /// </summary>
    ValueTask<WriteResult> WriteAsync(WriteRequest request, CancellationToken cancellationToken);
}
