using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>A resource in one version, and the kind its bodies have there: what a webhook's rules name and what it is sent.</summary>
internal sealed record ReviewTarget(string Group, string Version, string Resource, GroupVersionKind Kind);
