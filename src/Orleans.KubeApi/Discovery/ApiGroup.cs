namespace Orleans.KubeApi.Discovery;

/// <summary>A group with its versions, the preferred one first.</summary>
internal sealed record ApiGroup(string Name, IReadOnlyList<ApiVersion> Versions);
