using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Grains;

/// <summary>A commit that waits for the next batch, or is in it.</summary>
internal sealed class PendingCommit(CommitMessage message)
{
    private readonly TaskCompletionSource<CommitReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CommitMessage Message { get; } = message;

    public Task<CommitReply> Reply => _reply.Task;

    public long Bytes { get; } = message.Bodies.Sum(b => (long)b.Length);

    /// <summary>Its rows in the batch, revisions given out.</summary>
    public List<CommitRow> Rows { get; } = new(message.Bodies.Length);

    /// <summary>The bodies with revisions.</summary>
    public byte[][] Bodies { get; } = new byte[message.Bodies.Length][];

    public void Complete(CommitResult result, long revision, string? reason = null) => _reply.TrySetResult(
        new CommitReply { Result = result, Revision = revision, Bodies = result == CommitResult.Committed ? Bodies : [], Reason = reason });
}
