using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Role bindings and certificate requests.</summary>
internal static class AccessCells
{
    public static KindTable RoleBindings { get; } = Bindings("roleBinding",
        "RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. "
        + "If the RoleRef cannot be resolved, the Authorizer must return an error.");

    public static KindTable ClusterRoleBindings { get; } = Bindings("clusterRoleBinding",
        "RoleRef can only reference a ClusterRole in the global namespace. "
        + "If the RoleRef cannot be resolved, the Authorizer must return an error.");

    public static KindTable CertificateRequests { get; } = new(
    [
        Column.ObjectName,
        Column.Age,
        new("SignerName", "string", OldTexts.SignerName),
        new("Requestor", "string", "Base64-encoded PKCS#10 CSR data"),
        new("RequestedDuration", "string", "=certificates.v1.CertificateSigningRequestSpec/expirationSeconds"),
        new("Condition", "string", "Conditions applied to the request, such as approval or denial."),
    ],
    (obj, now) =>
    {
        var spec = obj.Part("spec");
        return
        [
            Name(obj),
            Age(obj, now),
            spec.Text("signerName").Or(None),
            spec.Text("username") ?? "",
            spec.Integer("expirationSeconds") is { } seconds ? HumanDuration.Of(TimeSpan.FromSeconds(seconds)) : None,
            State(obj.Part("status")),
        ];
    });

    public static KindTable TrustBundles { get; } = new(
    [
        Column.ObjectName,
        new("SignerName", "string", "=certificates.v1beta1.ClusterTrustBundleSpec/signerName"),
    ],
    (obj, _) => [Name(obj), obj.Part("spec").Text("signerName").Or(None)]);

    private static KindTable Bindings(string kind, string role) => new(
    [
        Column.ObjectName,
        new("Role", "string", role),
        Column.Age,
        new("Users", "string", $"Users in the {kind}", Wide: true),
        new("Groups", "string", $"Groups in the {kind}", Wide: true),
        new("ServiceAccounts", "string", $"ServiceAccounts in the {kind}", Wide: true),
    ],
    (obj, now) =>
    [
        Name(obj),
        $"{obj.Part("roleRef").Text("kind")}/{obj.Part("roleRef").Text("name")}",
        Age(obj, now),
        Subjects(obj, "User"),
        Subjects(obj, "Group"),
        Subjects(obj, "ServiceAccount"),
    ]);

    private static string Subjects(ObjectNode binding, string kind) => string.Join(", ", binding.Objects("subjects")
        .Where(s => s.Text("kind") == kind)
        .Select(s => kind == "ServiceAccount" ? $"{s.Text("namespace")}/{s.Text("name")}" : s.Text("name")));

    private static string State(ObjectNode status)
    {
        var state = status.Condition("Denied") is not null ? "Denied" : status.Condition("Approved") is not null ? "Approved" : "Pending";
        var failed = status.Condition("Failed") is not null ? ",Failed" : "";
        var issued = status.Text("certificate").Or("").Length > 0 ? ",Issued" : "";
        return state + failed + issued;
    }
}
