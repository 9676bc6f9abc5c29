namespace Orleans.KubeApi.Discovery;

/// <summary>A GET for a discovery path, free of HTTP types.</summary>
/// <param name="Path">The decoded path, "/apis/apps/v1".</param>
/// <param name="Query">The first value of each query parameter.</param>
/// <param name="Accept">The Accept header, "" if absent.</param>
/// <param name="IfNoneMatch">The If-None-Match header, "" if absent.</param>
internal sealed record DiscoveryRequest(string Path, IReadOnlyDictionary<string, string> Query, string Accept, string IfNoneMatch);
