namespace Orleans.KubeApi.Audit;

/// <summary>What a policy looks at.</summary>
internal readonly record struct AuditAttributes
{
    /// <summary>Who asks; null if that isn't known, because he was refused.</summary>
    public AuditUser? User { get; init; }

    public required string Verb { get; init; }

    /// <summary>A request for API objects, not for a bare path.</summary>
    public bool IsResource { get; init; }

    public required string Path { get; init; }

    public string Group { get; init; }

    public string Version { get; init; }

    public string Resource { get; init; }

    public string Subresource { get; init; }

    public string Namespace { get; init; }

    public string Name { get; init; }
}
