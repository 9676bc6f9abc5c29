namespace Orleans.KubeApi.Audit;

/// <summary>How much of a request is recorded; each level contains the ones before it.</summary>
internal enum AuditLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Who asked for what and how it ended, without any body.</summary>
    Metadata,

    /// <summary>Also the body of the request.</summary>
    Request,

    /// <summary>Also the body of the answer.</summary>
    RequestResponse,
}
