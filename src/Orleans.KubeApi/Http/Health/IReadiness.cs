namespace Orleans.KubeApi.Http.Health;

/// <summary>What /healthz, /livez and /readyz tell. Hosting implements it; it must answer at once from what it knows.</summary>
internal interface IReadiness
{
    /// <summary>The checks of one endpoint in the order they are shown.</summary>
    IReadOnlyList<HealthResult> Check(HealthEndpoint endpoint);
}
