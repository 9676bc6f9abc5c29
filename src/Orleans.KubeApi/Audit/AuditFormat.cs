namespace Orleans.KubeApi.Audit;

/// <summary>How an event is written down.</summary>
internal enum AuditFormat
{
    /// <summary>audit.k8s.io/v1 as JSON.</summary>
    Json,

    /// <summary>A line of name="value" pairs, without bodies.</summary>
    Legacy,
}
