namespace Orleans.KubeApi.Catalog;

/// <summary>Per-kind write behaviour (kubernetes strategies), as data. Sources: reference areas 1.7 and 1.8.</summary>
internal sealed record WriteTraits
{
    /// <summary>Has a status that the main endpoint may not change.</summary>
    public bool StatusSubresource { get; init; }

    /// <summary>metadata.generation is kept: 1 on create, +1 on a change of spec.</summary>
    public bool Generation { get; init; }

    /// <summary>metadata.generation of a new object where <see cref="Generation"/> is kept: 1, but 0 (not printed) for CSIDriver.</summary>
    public int FirstGeneration { get; init; } = 1;

    /// <summary>An update without resourceVersion is allowed.</summary>
    public bool UnconditionalUpdate { get; init; } = true;

    /// <summary>PUT of an absent object creates it.</summary>
    public bool CreateOnUpdate { get; init; }

    /// <summary>DELETE answers the object instead of a Status.</summary>
    public bool DeleteReturnsObject { get; init; }

    /// <summary>Delete defaults to orphaning (ReplicationController v1, Job).</summary>
    public bool OrphanByDefault { get; init; }

    /// <summary>How names are checked: "subdomain", "label", "label1035", "path" (path segment safe).</summary>
    public string NameRule { get; init; } = "subdomain";
}
