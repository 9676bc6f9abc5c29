using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Access;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>Access: rbac.authorization.k8s.io, certificates.k8s.io, flowcontrol.</summary>
internal static class AccessKinds
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Flow = "flowcontrol.apiserver.k8s.io";

    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } =
    [
        (new(Rbac, "v1", "Role"), new RoleRules(namespaced: true)),
        (new(Rbac, "v1", "ClusterRole"), new RoleRules(namespaced: false)),
        (new(Rbac, "v1", "RoleBinding"), new RoleBindingRules(namespaced: true)),
        (new(Rbac, "v1", "ClusterRoleBinding"), new RoleBindingRules(namespaced: false)),
        (new("certificates.k8s.io", "v1", "CertificateSigningRequest"), new SigningRequestRules()),
        (new("certificates.k8s.io", "v1", "ClusterTrustBundle"), new TrustBundleRules()),
        (new("certificates.k8s.io", "v1", "PodCertificateRequest"), new PodCertificateRules()),
        (new(Flow, "v1", "FlowSchema"), new FlowSchemaRules()),
        (new(Flow, "v1", "PriorityLevelConfiguration"), new PriorityLevelRules()),
    ];
}
