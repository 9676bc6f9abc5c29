namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>One promise: its number and meaning, who judges it, and what its judge is seen to catch.</summary>
internal sealed record GuaranteeRow(string Id, string Meaning, GuaranteeCheck Check, GuaranteeSabotage Sabotage)
{
    /// <summary>Names of the checker of histories that judge it too.</summary>
    public IReadOnlyList<string> AlsoInHistory { get; init; } = [];

    /// <summary>All names under which the checker of histories may report it.</summary>
    public IReadOnlyList<string> HistoryNames => Check is GuaranteeCheck.OfHistory history ? history.Names : AlsoInHistory;
}
