namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>A list, whole or in pages. Lists that failed are not recorded.</summary>
internal sealed record ListOperation(
    int Client, long Start, long End, Scope Scope, ReadConsistency Consistency, long Requested, IReadOnlyList<ReadPage> Pages)
{
    public override string ToString() =>
        $"list {Scope} {Consistency} {Requested} by client {Client} in {Pages.Count} pages at {Pages[0].Revision}";
}
