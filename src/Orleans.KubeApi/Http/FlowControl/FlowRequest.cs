namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>
/// One request in its level: waiting, being served, or with its last seats still taken. The one object that flow control makes for a
/// request. Everything but the first four members belongs to the level's lock.
/// </summary>
internal sealed class FlowRequest(CompiledSchema schema, string flow, WorkEstimate work, RequestContext? context)
{
    /// <summary>Where a request is.</summary>
    internal enum Phase
    {
        New,
        Waiting,
        Executing,
        Lingering,
        Over,
    }

    /// <summary>The schema that it matched.</summary>
    public CompiledSchema Schema { get; } = schema;

    /// <summary>Whose request it is among those of the schema: a user or a namespace.</summary>
    public string Flow { get; } = flow;

    /// <summary>Its cost; the level may make the final part narrower and longer.</summary>
    public WorkEstimate Work { get; set; } = work;

    /// <summary>The request itself, for the debug page.</summary>
    public RequestContext? Context { get; } = context;

    public Phase State { get; set; }

    /// <summary>Null in levels without queues.</summary>
    public FlowQueue? Queue { get; set; }

    /// <summary>Estimated seat-seconds, both parts.</summary>
    public double TotalWork { get; set; }

    /// <summary>The level's progress when it came.</summary>
    public double ArrivalProgress { get; set; }

    /// <summary>Timestamps of its coming and of its dispatch.</summary>
    public long Arrived { get; set; }

    public long Started { get; set; }

    /// <summary>Completed at dispatch; only a request that waits has one.</summary>
    public TaskCompletionSource? Dispatched { get; set; }

    /// <summary>Neighbours among the executing or the waiting ones.</summary>
    public FlowRequest? Previous { get; set; }

    public FlowRequest? Next { get; set; }
}
