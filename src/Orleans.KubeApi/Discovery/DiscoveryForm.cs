namespace Orleans.KubeApi.Discovery;

/// <summary>The forms of a discovery document.</summary>
internal enum DiscoveryForm
{
    /// <summary>The client accepts none that is served: 406.</summary>
    None,

    /// <summary>One small document per group version.</summary>
    Legacy,

    /// <summary>Everything in one APIGroupDiscoveryList.</summary>
    Aggregated,
}
