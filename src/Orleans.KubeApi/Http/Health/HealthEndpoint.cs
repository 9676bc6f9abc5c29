namespace Orleans.KubeApi.Http.Health;

/// <summary>The three health endpoints.</summary>
internal enum HealthEndpoint
{
    /// <summary>/healthz, the old one for everything.</summary>
    Healthz,

    /// <summary>/livez: restart the process if it fails.</summary>
    Livez,

    /// <summary>/readyz: send no requests while it fails.</summary>
    Readyz,
}
