namespace Orleans.KubeApi.Grains;

/// <summary>Settings of housekeeping.</summary>
internal sealed record HousekeepingOptions
{
    /// <summary>How long old versions can be read and watched from (clients see Expired behind it).</summary>
    public TimeSpan CompactAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often heads are noted and floors raised.</summary>
    public TimeSpan CompactEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Life of Event objects (<c>--event-ttl</c>).</summary>
    public TimeSpan EventTtl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a terminating namespace keeps what is in it (the original's namespace controller waits as long).</summary>
    public TimeSpan NamespaceGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How old a quota must be before its status is filled without anybody using it.</summary>
    public TimeSpan QuotaGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a new owner of a namespace's quotas believes the status that its predecessor left, whose writes may still be under way.
    /// </summary>
    public TimeSpan QuotaFloor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often addresses and node ports are compared with the Services.</summary>
    public TimeSpan RepairEvery { get; init; } = TimeSpan.FromMinutes(1);
}
