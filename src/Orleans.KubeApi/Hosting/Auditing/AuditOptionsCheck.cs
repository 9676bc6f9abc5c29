using Orleans.KubeApi.Hosting.Clients;

namespace Orleans.KubeApi.Hosting.Auditing;

/// <summary>Says what is wrong with the audit's options.</summary>
internal static class AuditOptionsCheck
{
    private static readonly string[] Modes = ["batch", "blocking", "blocking-strict"];

    /// <summary>Adds complaints, each one line.</summary>
    public static void Check(KubeApiAuditOptions options, List<string> errors)
    {
        CheckPolicy(options, errors);
        if (options.LogPath.Length > 0)
        {
            CheckLog(options, errors);
            CheckDelivery("log", options.Log, errors);
        }

        if (options.WebhookConfigFile.Length > 0)
        {
            CheckWebhook(options, errors);
            CheckDelivery("webhook", options.Webhook, errors);
        }
    }

    private static void CheckPolicy(KubeApiAuditOptions options, List<string> errors)
    {
        if (options.PolicyFile.Length == 0)
        {
            // The original starts and records nothing, which nobody who names a file wants.
            if (options.LogPath.Length > 0 || options.WebhookConfigFile.Length > 0)
            {
                errors.Add("--audit-log-path and --audit-webhook-config-file need --audit-policy-file: without it nothing is recorded");
            }

            return;
        }

        try
        {
            AuditSetup.ReadPolicy(options.PolicyFile);
        }
        catch (KubeApiOptionsException wrong)
        {
            errors.Add(wrong.Message);
        }
    }

    private static void CheckLog(KubeApiAuditOptions options, List<string> errors)
    {
        if (options.LogFormat is not ("json" or "legacy"))
        {
            errors.Add($"--audit-log-format: \"{options.LogFormat}\" must be json or legacy");
        }

        foreach (var (name, value) in new[]
        {
            ("--audit-log-maxsize", options.LogMaxSize), ("--audit-log-maxage", options.LogMaxAge),
            ("--audit-log-maxbackup", options.LogMaxBackup),
        })
        {
            if (value is < 0 or > 1_000_000)
            {
                errors.Add($"{name} must be between 0 and 1000000");
            }
        }
    }

    private static void CheckWebhook(KubeApiAuditOptions options, List<string> errors)
    {
        if (options.WebhookInitialBackoff <= TimeSpan.Zero || options.WebhookInitialBackoff > TimeSpan.FromMinutes(10))
        {
            errors.Add("--audit-webhook-initial-backoff must be more than 0s and at most 10m");
        }

        try
        {
            KubeconfigFile.Read("--audit-webhook-config-file", options.WebhookConfigFile);
        }
        catch (KubeApiOptionsException wrong)
        {
            errors.Add(wrong.Message);
        }
    }

    private static void CheckDelivery(string name, KubeApiAuditDelivery delivery, List<string> errors)
    {
        if (!Modes.Contains(delivery.Mode, StringComparer.Ordinal))
        {
            errors.Add($"--audit-{name}-mode: \"{delivery.Mode}\" must be one of {string.Join(", ", Modes)}");
        }

        CheckPositive($"--audit-{name}-batch-buffer-size", delivery.BatchBufferSize, errors);
        CheckPositive($"--audit-{name}-batch-max-size", delivery.BatchMaxSize, errors);
        CheckPositive($"--audit-{name}-truncate-max-event-size", delivery.TruncateMaxEventSize, errors);
        if (delivery.TruncateMaxBatchSize < delivery.TruncateMaxEventSize)
        {
            errors.Add($"--audit-{name}-truncate-max-batch-size must not be less than --audit-{name}-truncate-max-event-size");
        }

        if (delivery.ThrottleEnable)
        {
            CheckPositive($"--audit-{name}-batch-throttle-qps", delivery.ThrottleQps, errors);
            CheckPositive($"--audit-{name}-batch-throttle-burst", delivery.ThrottleBurst, errors);
        }
    }

    private static void CheckPositive(string option, double value, List<string> errors)
    {
        if (!(value > 0))
        {
            errors.Add($"{option} must be positive");
        }
    }
}
