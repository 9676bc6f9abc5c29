using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// The versions that the waiting writes of one object make of it, one on top of the other, to be committed in one go: a hot object's
/// writers never wait for each other's commit and never conflict. A deletion ends the chain.
/// </summary>
internal sealed class VersionChain(CurrentVersion? start)
{
    private const int Longest = 128;
    private const long Heaviest = 2L << 20;
    private readonly List<byte[]> _bodies = [];
    private readonly List<bool> _deleted = [];
    private CurrentVersion? _current = start;
    private long _bytes;

    /// <summary>The number of versions.</summary>
    public int Count => _bodies.Count;

    /// <summary>No further write may be added.</summary>
    public bool IsFull => Count >= Longest || _bytes >= Heaviest || (Count > 0 && _deleted[^1]);

    /// <summary>Whether the chain ends with the object's removal.</summary>
    public bool EndsDeleted => Count > 0 && _deleted[^1];

    /// <summary>The version the chain starts from, null if there is none.</summary>
    public ObjectNode? Start { get; } = start?.Tree;

    /// <summary>The object after the chain, null if there is none then.</summary>
    public ObjectNode? End => EndsDeleted ? null : _current?.Tree;

    /// <summary>The last version's bytes.</summary>
    public byte[] Last => _bodies[^1];

    /// <summary>What the next write starts from; null if there is no object then.</summary>
    public CurrentVersion? Current => _current;

    /// <summary>Runs a write on the chain's last version; the chain stays as it is.</summary>
    public ValueTask<OperationOutcome> RunAsync(WriteOperation operation, PendingWrite write, OperationContext context) =>
        operation.RunAsync(write.Request, _current, context with { Claims = write.Claims, Annotations = write.Annotations, Gate = write });

    /// <summary>Adds what a write made of the chain's last version.</summary>
    public void Add(PendingWrite write, OperationOutcome outcome, int basedOn)
    {
        write.BasedOn = basedOn;
        write.Position = -1;
        write.Outcome = outcome;
        if (outcome.Kind == OutcomeKind.Answer)
        {
            return;
        }

        if (outcome.Before is { } before)
        {
            Add(before.ToUtf8(), isRemoval: false);
        }

        write.Position = Count;
        Add(outcome.Tree!.ToUtf8(), outcome.Kind == OutcomeKind.Remove);
        _current = new CurrentVersion(outcome.Tree, 0);
    }

    /// <summary>
    /// Adds the current version once more: its row is to be stored in another form. The writes that changed nothing are answered with it.
    /// </summary>
    public void Repeat(IEnumerable<PendingWrite> unchanged)
    {
        foreach (var write in unchanged)
        {
            write.Position = Count;
        }

        var tree = _current!.Tree;
        Add(tree.ToUtf8(), isRemoval: false);
        _current = new CurrentVersion(tree, 0);
    }

    private void Add(byte[] body, bool isRemoval)
    {
        _bodies.Add(body);
        _deleted.Add(isRemoval);
        _bytes += body.Length;
    }

    /// <summary>The commit of the whole chain.</summary>
    public CommitMessage ToCommit(string key, long expectedRevision) =>
        new() { Key = key, ExpectedRevision = expectedRevision, Bodies = [.. _bodies], Deleted = [.. _deleted] };
}
