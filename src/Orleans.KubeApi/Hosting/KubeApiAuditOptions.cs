namespace Orleans.KubeApi.Hosting;

/// <summary>What is audited and where events go. Names and defaults are kube-apiserver's <c>--audit-…</c>. No policy: no audit.</summary>
public sealed class KubeApiAuditOptions
{
    /// <summary>File with the policy (audit.k8s.io/v1).</summary>
    public string PolicyFile { get; set; } = "";

    /// <summary>The audit file; <c>-</c> for standard output; empty for none.</summary>
    public string LogPath { get; set; } = "";

    /// <summary><c>json</c> or <c>legacy</c>.</summary>
    public string LogFormat { get; set; } = "json";

    /// <summary>Megabytes at which the file is rotated; 0 means 100.</summary>
    public int LogMaxSize { get; set; }

    /// <summary>Days that rotated files are kept; 0 means for ever.</summary>
    public int LogMaxAge { get; set; }

    /// <summary>Rotated files that are kept; 0 means all.</summary>
    public int LogMaxBackup { get; set; }

    /// <summary>Rotated files are compressed.</summary>
    public bool LogCompress { get; set; }

    /// <summary>How events get into the file.</summary>
    public KubeApiAuditDelivery Log { get; } = new() { Mode = "blocking" };

    /// <summary>kubeconfig file that names the service which gets events; empty for none.</summary>
    public string WebhookConfigFile { get; set; } = "";

    /// <summary>Pause before the first retry of a call that failed.</summary>
    public TimeSpan WebhookInitialBackoff { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How events get to the service.</summary>
    public KubeApiAuditDelivery Webhook { get; } = new()
    {
        Mode = "batch",
        BatchMaxWait = TimeSpan.FromSeconds(30),
        ThrottleEnable = true,
    };
}
