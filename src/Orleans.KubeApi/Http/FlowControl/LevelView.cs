namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>A level at one moment, for the debug pages and the metrics.</summary>
internal sealed record LevelView
{
    public required LevelSettings Settings { get; init; }

    public required bool IsQuiescing { get; init; }

    public required int Limit { get; init; }

    public required int Seats { get; init; }

    public required int Waiting { get; init; }

    public required int Executing { get; init; }

    public required long Dispatched { get; init; }

    public required long Rejected { get; init; }

    /// <summary>Those that left their queue without being served.</summary>
    public required long Cancelled { get; init; }

    public required double Progress { get; init; }

    public required IReadOnlyList<QueueView> Queues { get; init; }

    /// <summary>Requests at work in a level without queues.</summary>
    public required IReadOnlyList<FlowRequest> Unqueued { get; init; }
}
