using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Network;

namespace Orleans.KubeApi.Grains;

/// <summary>A write that waits in its object's grain.</summary>
internal sealed class PendingWrite(WriteRequest request, ClaimBook? claims = null)
{
    private readonly TaskCompletionSource<WriteReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WriteRequest Request { get; } = request;

    /// <summary>What it holds of addresses and ports; null where nothing is allocated.</summary>
    public ClaimBook? Claims { get; } = claims;

    public Task<WriteReply> Reply => _reply.Task;

    /// <summary>Its outcome in the current attempt.</summary>
    public OperationOutcome? Outcome { get; set; }

    /// <summary>Position of its version in the chain being committed; -1 if it adds none.</summary>
    public int Position { get; set; } = -1;

    /// <summary>Position of the version it started from, -1 for the committed one: its answer waits for that.</summary>
    public int BasedOn { get; set; } = -1;

    /// <summary>Answers.</summary>
    public void Complete(WriteReply reply) => _reply.TrySetResult(reply);

    /// <summary>Answers with a refusal.</summary>
    public void Refuse(StatusException refusal) => Complete(WriteReply.Refused(refusal.Status, Outcome?.Warnings));
}
