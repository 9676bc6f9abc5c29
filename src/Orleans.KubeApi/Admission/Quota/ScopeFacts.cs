namespace Orleans.KubeApi.Admission.Quota;

/// <summary>What the scopes of quotas ask of an object. Objects other than pods and claims have no facts and are in no scope.</summary>
internal sealed record ScopeFacts
{
    /// <summary>Of an object that no scope knows.</summary>
    public static ScopeFacts None { get; } = new();

    /// <summary>The object is a pod.</summary>
    public bool IsPod { get; init; }

    /// <summary>The pod has a deadline.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>The pod asks for nothing.</summary>
    public bool IsBestEffort { get; init; }

    /// <summary>The pod wants to be near or far from pods of other namespaces.</summary>
    public bool CrossesNamespaces { get; init; }

    /// <summary>The pod's priority class, "" if none.</summary>
    public string PriorityClass { get; init; } = "";

    /// <summary>The attribute classes that a claim has, gets or asks for; null if it is no claim.</summary>
    public IReadOnlyCollection<string>? AttributeClasses { get; init; }
}
