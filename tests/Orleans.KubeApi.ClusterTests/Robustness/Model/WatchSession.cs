namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>One watch request from its start to its end.</summary>
internal sealed record WatchSession
{
    public required string Name { get; init; }

    public required long Start { get; init; }

    public required Scope Scope { get; init; }

    /// <summary>The resourceVersion it was asked from; meaningless with <see cref="InitialEvents"/>.</summary>
    public required long From { get; init; }

    /// <summary>True when it follows an earlier session's last revision, false when it follows a list.</summary>
    public bool Resumed { get; init; }

    /// <summary>True when the watch was asked for the current state first (sendInitialEvents).</summary>
    public bool InitialEvents { get; init; }

    public required IReadOnlyList<WatchedEvent> Events { get; init; }

    /// <summary>The revision through which it must have delivered everything, whatever it delivered last; 0 for no such claim.</summary>
    public long CompleteThrough { get; init; }

    public override string ToString() => $"watch {Name} {Scope} from {(InitialEvents ? "initial events" : From)}";
}
