namespace Orleans.KubeApi.Admission;

/// <summary>What came of a call of a webhook.</summary>
internal enum WebhookEnd
{
    /// <summary>It said yes.</summary>
    Allowed,

    /// <summary>It said no.</summary>
    Denied,

    /// <summary>It couldn't be asked or said nothing usable, which refuses the write.</summary>
    Failed,

    /// <summary>The same, but its policy is Ignore.</summary>
    FailedOpen,
}
