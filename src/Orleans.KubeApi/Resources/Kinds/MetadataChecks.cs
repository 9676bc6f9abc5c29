namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>
/// How often a kind's own update validation checks the metadata, besides the common checks: each time doubles the causes of a fault in it.
/// </summary>
/// <param name="AsNew">As a new object's.</param>
/// <param name="AsChange">As a changed object's.</param>
internal readonly record struct MetadataChecks(int AsNew, int AsChange)
{
    /// <summary>As most kinds: the change.</summary>
    public static MetadataChecks OnlyChange { get; } = new(0, 1);

    /// <summary>As a new object's and the change.</summary>
    public static MetadataChecks Both { get; } = new(1, 1);

    /// <summary>As a new object's only.</summary>
    public static MetadataChecks OnlyNew { get; } = new(1, 0);

    /// <summary>Not again.</summary>
    public static MetadataChecks Nothing { get; } = new(0, 0);
}
