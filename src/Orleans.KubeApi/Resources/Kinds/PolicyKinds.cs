using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Policy;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>Admission policies and webhooks: admissionregistration.k8s.io, apiregistration.k8s.io; storagemigration.k8s.io.</summary>
internal static class PolicyKinds
{
    private const string Admission = "admissionregistration.k8s.io";

    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } =
    [
        (new(Admission, "v1", "ValidatingWebhookConfiguration"), new WebhookRules(mutating: false)),
        (new(Admission, "v1", "MutatingWebhookConfiguration"), new WebhookRules(mutating: true)),
        (new(Admission, "v1", "ValidatingAdmissionPolicy"), new ValidatingPolicyRules()),
        (new(Admission, "v1", "MutatingAdmissionPolicy"), new MutatingPolicyRules()),
        (new(Admission, "v1", "ValidatingAdmissionPolicyBinding"), new PolicyBindingRules(validating: true)),
        (new(Admission, "v1", "MutatingAdmissionPolicyBinding"), new PolicyBindingRules(validating: false)),
        (new("apiregistration.k8s.io", "v1", "APIService"), new ApiServiceRules()),
        (new("storagemigration.k8s.io", "v1", "StorageVersionMigration"), new StorageMigrationRules()),
    ];
}
