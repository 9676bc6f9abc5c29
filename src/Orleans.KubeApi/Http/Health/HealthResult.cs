namespace Orleans.KubeApi.Http.Health;

/// <summary>One check.</summary>
/// <param name="Name">"etcd", "informer-sync", …</param>
/// <param name="Ok">It passed. </param>
/// <param name="Why">Why it did not: for those who may ask for this one check, never on the whole page, which is open.</param>
internal readonly record struct HealthResult(string Name, bool Ok, string Why = "reason withheld");
