namespace Orleans.KubeApi.Http.Health;

/// <summary>One check.</summary>
/// <param name="Name">"etcd", "informer-sync", …</param>
/// <param name="Ok">It passed. Why it did not is for the log, not for the client.</param>
internal readonly record struct HealthResult(string Name, bool Ok);
