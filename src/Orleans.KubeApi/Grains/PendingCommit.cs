using System.Diagnostics;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Grains;

/// <summary>A commit that waits for the next batch, or is in it.</summary>
internal sealed class PendingCommit(CommitMessage message)
{
    private readonly TaskCompletionSource<CommitReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CommitMessage Message { get; } = message;

    /// <summary>The span that the commit belongs to, if spans are wanted.</summary>
    public ActivityContext Span { get; } = Tracing.IsOn ? Activity.Current?.Context ?? default : default;

    public Task<CommitReply> Reply => _reply.Task;

    public long Bytes { get; } = message.Bodies.Sum(b => (long)b.Length);

    /// <summary>Its rows in the batch, revisions given out.</summary>
    public List<CommitRow> Rows { get; } = new(message.Bodies.Length);

    /// <summary>The bodies with revisions.</summary>
    public byte[][] Bodies { get; } = new byte[message.Bodies.Length][];

    public void Complete(CommitResult result, long revision, string? reason = null) => _reply.TrySetResult(
        new CommitReply { Result = result, Revision = revision, Bodies = result == CommitResult.Committed ? Bodies : [], Reason = reason });
}
