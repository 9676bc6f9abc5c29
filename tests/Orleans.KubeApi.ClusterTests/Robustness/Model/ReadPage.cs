namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>One page of a list: its resourceVersion and its items in the order that they came.</summary>
internal sealed record ReadPage(long Revision, IReadOnlyList<KeyValuePair<string, ObjectState>> Items);
