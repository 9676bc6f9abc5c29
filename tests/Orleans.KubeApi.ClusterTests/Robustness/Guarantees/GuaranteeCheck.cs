namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>Who judges a guarantee.</summary>
internal abstract record GuaranteeCheck
{
    /// <summary>The checker of recorded histories, under these of its names.</summary>
    public sealed record OfHistory(params string[] Names) : GuaranteeCheck;

    /// <summary>
    /// A check that calls a running server. With <c>NeedsWeather</c> it makes feeds or writes slow, which breaks no promise.
    /// </summary>
    public sealed record OfServer(ServerCheck Judge, bool NeedsWeather = false) : GuaranteeCheck;

    /// <summary><see cref="ServerLife"/>: a server that is stopped, killed, started again.</summary>
    public sealed record OfLife : GuaranteeCheck;
}
