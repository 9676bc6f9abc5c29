using Orleans.KubeApi.Admission.Quota;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission;

/// <summary>What plug-ins need besides the request. What is null isn't there, and the plug-in does without or isn't made.</summary>
internal sealed record PluginParts
{
    /// <summary>Nothing but the clock.</summary>
    public static PluginParts None { get; } = new();

    /// <summary>Makes what a namespace always has.</summary>
    public INamespaceProvisioner? Provisioner { get; init; }

    /// <summary>Counts what quotas limit.</summary>
    public IQuotaDesk? Quota { get; init; }

    /// <summary>Resources by kind.</summary>
    public IKindResources? Kinds { get; init; }

    /// <summary>Calls mutating webhooks.</summary>
    public IAdmissionPlugin? MutatingWebhook { get; init; }

    /// <summary>Calls validating webhooks.</summary>
    public IAdmissionPlugin? ValidatingWebhook { get; init; }

    /// <summary>
    /// Reads the kubeconfig of a service that a plug-in asks; what it gives makes the client. Refuses with an exception of the host's.
    /// </summary>
    public Func<string, Func<(HttpClient Client, Uri Address)>>? Services { get; init; }

    /// <summary>What passes are measured with.</summary>
    public AdmissionMetrics? Metrics { get; init; }

    /// <summary>Server time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Configuration documents by the plug-in's name.</summary>
    public IReadOnlyDictionary<string, ObjectNode> Configurations { get; init; } = new Dictionary<string, ObjectNode>();

    /// <summary>The configuration of a plug-in; null if it has none.</summary>
    public ObjectNode? Configuration(string plugin) => Configurations.GetValueOrDefault(plugin);
}
