using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Hosting.Clients;
using Orleans.KubeApi.Http.Negotiation;

namespace Orleans.KubeApi.Hosting.Auditing;

/// <summary>Builds the audit from the options.</summary>
internal static class AuditSetup
{
    private const int WebhookCalls = 4;

    /// <summary>The audit; null if there is no policy or no place for events.</summary>
    /// <exception cref="KubeApiOptionsException">A file can't be used.</exception>
    public static AuditLog? Create(KubeApiAuditOptions options, TimeProvider time, ILogger logger)
    {
        if (options.PolicyFile.Length == 0 || (options.LogPath.Length == 0 && options.WebhookConfigFile.Length == 0))
        {
            return null;
        }

        var policy = ReadPolicy(options.PolicyFile);
        var counters = new AuditCounters();
        var backends = new List<AuditBackend>();
        if (options.LogPath.Length > 0)
        {
            var log = Delivery("log", options.Log) with
            {
                Format = options.LogFormat == "legacy" ? AuditFormat.Legacy : AuditFormat.Json,
            };
            backends.Add(new AuditBackend(log, LogTarget(options, time), counters, time, logger));
        }

        if (options.WebhookConfigFile.Length > 0)
        {
            var (client, address) = KubeconfigFile.Read("--audit-webhook-config-file", options.WebhookConfigFile).CreateClient();
            var webhook = Delivery("webhook", options.Webhook) with { Parallel = WebhookCalls };
            var target = new AuditWebhook(client, address, options.WebhookInitialBackoff, time);
            backends.Add(new AuditBackend(webhook, target, counters, time, logger));
        }

        return new AuditLog(policy, backends, counters, logger);
    }

    /// <summary>Reads the policy file.</summary>
    /// <exception cref="KubeApiOptionsException">It can't be read or is no policy.</exception>
    public static AuditPolicy ReadPolicy(string path)
    {
        try
        {
            return AuditPolicyReader.Read(YamlReader.Read(File.ReadAllBytes(path)));
        }
        catch (Exception wrong) when (
            wrong is IOException or UnauthorizedAccessException or ArgumentException or FormatException or YamlTextException)
        {
            throw new KubeApiOptionsException($"--audit-policy-file: {path}: {wrong.Message}");
        }
    }

    private static IAuditTarget LogTarget(KubeApiAuditOptions options, TimeProvider time)
    {
        if (options.LogPath == "-")
        {
            return new AuditStream(Console.OpenStandardOutput());
        }

        try
        {
            return AuditFile.Open(
                new AuditFileOptions
                {
                    Path = options.LogPath,
                    MaxBytes = (options.LogMaxSize == 0 ? 100L : options.LogMaxSize) * 1024 * 1024,
                    MaxAge = TimeSpan.FromDays(options.LogMaxAge),
                    MaxBackups = options.LogMaxBackup,
                    Compress = options.LogCompress,
                },
                time);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new KubeApiOptionsException($"--audit-log-path: {wrong.Message}");
        }
    }

    private static AuditBackendOptions Delivery(string name, KubeApiAuditDelivery delivery) => new()
    {
        Name = name,
        Mode = delivery.Mode switch
        {
            "blocking" => AuditMode.Blocking,
            "blocking-strict" => AuditMode.BlockingStrict,
            _ => AuditMode.Batch,
        },
        BufferSize = delivery.BatchBufferSize,
        MaxBatch = delivery.BatchMaxSize,
        MaxBatchBytes = delivery.TruncateMaxBatchSize,
        MaxWait = delivery.BatchMaxWait,
        ThrottleRate = delivery is { ThrottleEnable: true, Mode: "batch" } ? delivery.ThrottleQps : 0,
        ThrottleBurst = delivery.ThrottleBurst,
        MaxEventBytes = delivery.TruncateEnabled ? delivery.TruncateMaxEventSize : 0,
    };
}
