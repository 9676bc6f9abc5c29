using Orleans.KubeApi.Hosting;
using static Orleans.KubeApi.Server.Options.OptionForms;

namespace Orleans.KubeApi.Server.Options;

/// <summary>The options of the audit.</summary>
internal static class AuditOptionTable
{
    private const string Version = "audit.k8s.io/v1";

    /// <summary>The options in the order of the help.</summary>
    public static IReadOnlyList<ServerOption> All { get; } =
    [
        Text("audit-policy-file", "YAML file that says what is audited (audit.k8s.io/v1)",
            static o => o.Audit.PolicyFile, static (o, v) => o.Audit.PolicyFile = v),
        Text("audit-log-path", "File of audit events, - for standard output",
            static o => o.Audit.LogPath, static (o, v) => o.Audit.LogPath = v),
        Text("audit-log-format", "json or legacy (json)",
            static o => o.Audit.LogFormat, static (o, v) => o.Audit.LogFormat = v),
        Number("audit-log-maxsize", "Megabytes at which the file is rotated (100)",
            static o => o.Audit.LogMaxSize, static (o, v) => o.Audit.LogMaxSize = v),
        Number("audit-log-maxage", "Days that rotated files are kept (for ever)",
            static o => o.Audit.LogMaxAge, static (o, v) => o.Audit.LogMaxAge = v),
        Number("audit-log-maxbackup", "Rotated files that are kept (all)",
            static o => o.Audit.LogMaxBackup, static (o, v) => o.Audit.LogMaxBackup = v),
        Flag("audit-log-compress", "Rotated files are compressed (false)",
            static o => o.Audit.LogCompress, static (o, v) => o.Audit.LogCompress = v),
        Fixed("audit-log-version"),
        .. Delivery("log", "blocking", static o => o.Audit.Log),
        Text("audit-webhook-config-file", "kubeconfig of the service that gets audit events",
            static o => o.Audit.WebhookConfigFile, static (o, v) => o.Audit.WebhookConfigFile = v),
        Duration("audit-webhook-initial-backoff", "Pause before the first retry (10s)",
            static o => o.Audit.WebhookInitialBackoff, static (o, v) => o.Audit.WebhookInitialBackoff = v),
        Fixed("audit-webhook-version"),
        .. Delivery("webhook", "batch", static o => o.Audit.Webhook),
    ];

    private static ServerOption[] Delivery(string name, string mode, Func<KubeApiOptions, KubeApiAuditDelivery> of) =>
    [
        Text($"audit-{name}-mode", $"batch, blocking or blocking-strict ({mode})",
            o => of(o).Mode, (o, v) => of(o).Mode = v),
        Number($"audit-{name}-batch-buffer-size", "Events that may wait (10000)",
            o => of(o).BatchBufferSize, (o, v) => of(o).BatchBufferSize = v),
        Number($"audit-{name}-batch-max-size", "Events passed on at once (400)",
            o => of(o).BatchMaxSize, (o, v) => of(o).BatchMaxSize = v),
        Duration($"audit-{name}-batch-max-wait", "How long events wait for more",
            o => of(o).BatchMaxWait, (o, v) => of(o).BatchMaxWait = v),
        Flag($"audit-{name}-batch-throttle-enable", "Whether batches are limited to a rate",
            o => of(o).ThrottleEnable, (o, v) => of(o).ThrottleEnable = v),
        Decimal($"audit-{name}-batch-throttle-qps", "Batches a second (10)",
            o => of(o).ThrottleQps, (o, v) => of(o).ThrottleQps = v),
        Number($"audit-{name}-batch-throttle-burst", "Batches at once after a pause (15)",
            o => of(o).ThrottleBurst, (o, v) => of(o).ThrottleBurst = v),
        Flag($"audit-{name}-truncate-enabled", "Whether large events lose their bodies (false)",
            o => of(o).TruncateEnabled, (o, v) => of(o).TruncateEnabled = v),
        Number($"audit-{name}-truncate-max-event-size", "Largest event in bytes (102400)",
            o => of(o).TruncateMaxEventSize, (o, v) => of(o).TruncateMaxEventSize = v),
        Number($"audit-{name}-truncate-max-batch-size", "Largest batch in bytes (10485760)",
            o => of(o).TruncateMaxBatchSize, (o, v) => of(o).TruncateMaxBatchSize = v),
    ];

    private static ServerOption Fixed(string name) =>
        new(name, $"Only {Version} is known ({Version})", Version, static (_, text) => text == Version, static _ => Version);
}
