namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>One write as its client saw it. Times are timestamps of one monotonic clock.</summary>
internal sealed record WriteOperation
{
    public required int Client { get; init; }

    public required long Start { get; init; }

    public required long End { get; init; }

    public required WriteKind Kind { get; init; }

    public required string Key { get; init; }

    /// <summary>Unique name of this write; a delete stores nothing and has one only for messages.</summary>
    public required string Tag { get; init; }

    /// <summary>The P that an update sent; other kinds send their tag.</summary>
    public string P { get; init; } = "";

    /// <summary>The team label that was sent; null in a patch that leaves it alone.</summary>
    public string? Team { get; init; }

    /// <summary>The resourceVersion that an update was based on.</summary>
    public long? ExpectedRevision { get; init; }

    /// <summary>The uid precondition of a delete.</summary>
    public string? ExpectedUid { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>The reason of a refusal, as the Status says it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The object that the answer carried.</summary>
    public ObjectState? Result { get; init; }

    /// <summary>The uid that the answer to a delete carried.</summary>
    public string? DeletedUid { get; init; }

    /// <summary>Which server was asked and at what time of day, to find the call in its log.</summary>
    public string Where { get; init; } = "";

    public override string ToString() => $"{Kind} {Key} tag {Tag} by client {Client} {Where}: {Outcome} {Reason} {Result}";
}
