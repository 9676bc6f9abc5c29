using System.Text;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Http.Negotiation;

namespace Orleans.KubeApi.Tests.Audit;

/// <summary>Policies and events for tests.</summary>
internal static class AuditSamples
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A policy from its rules in YAML.</summary>
    public static AuditPolicy Policy(string rules) => AuditPolicyReader.Read(YamlReader.Read(Encoding.UTF8.GetBytes(
        $"apiVersion: audit.k8s.io/v1\nkind: Policy\n{rules}")));

    public static AuditEvent Event(string id = "id", AuditLevel level = AuditLevel.Metadata, string body = "") => new()
    {
        Level = level,
        Id = id,
        Stage = AuditStages.ResponseComplete,
        RequestUri = "/api/v1/pods",
        Verb = "list",
        RequestObject = Encoding.UTF8.GetBytes(body),
        ReceivedAt = Noon,
        StageAt = Noon.AddMicroseconds(1500),
    };
}
