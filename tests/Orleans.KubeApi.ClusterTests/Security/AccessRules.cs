using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>Roles and bindings in short words.</summary>
internal static class AccessRules
{
    public const string Group = "/apis/rbac.authorization.k8s.io/v1";

    public static string Role(string name, string rules, string more = "") => $$$"""
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"{{{name}}}"{{{more}}}},"rules":{{{rules}}}}
        """;

    public static string ClusterRole(string name, string rules, string more = "") =>
        Role(name, rules, more).Replace("\"Role\"", "\"ClusterRole\"", StringComparison.Ordinal);

    public static string Binding(string name, string kind, string role, string user, bool cluster = false) => $$$"""
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"{{{(cluster ? "Cluster" : "")}}}RoleBinding","metadata":{"name":"{{{name}}}"},
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"{{{kind}}}","name":"{{{role}}}"},
         "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"{{{user}}}"}]}
        """;

    /// <summary>Gives a user rules in a namespace and waits until every client sees them in force.</summary>
    public static async Task GrantAsync(
        KubeHttp admin, string ns, string user, string rules, IEnumerable<KubeHttp> seenBy, CancellationToken cancellation)
    {
        var name = $"grant-{user}";
        const string probe = """{"apiGroups":["probe.example"],"resources":["probes"],"verbs":["get"]}""";
        var all = rules.TrimEnd()[..^1] + $",{probe}]";
        (await admin.PostAsync($"{Group}/namespaces/{ns}/roles", Role(name, all), cancellation)).MustBe(201);
        (await admin.PostAsync($"{Group}/namespaces/{ns}/rolebindings", Binding(name, "Role", name, user), cancellation)).MustBe(201);
        foreach (var client in seenBy)
        {
            await Eventually.HoldsAsync("the rules are in force", TimeSpan.FromSeconds(10),
                async stop => await MayAsync(client, ns, "get", "probe.example", "probes", stop), cancellation);
        }
    }

    /// <summary>What SelfSubjectAccessReview says.</summary>
    public static async Task<bool> MayAsync(
        KubeHttp client, string ns, string verb, string group, string resource, CancellationToken cancellation)
    {
        var answer = await client.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", $$$"""
            {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":
             {"verb":"{{{verb}}}","group":"{{{group}}}","resource":"{{{resource}}}","namespace":"{{{ns}}}"} }}
            """, cancellation);
        return answer.MustBe(201).Json["status"]!["allowed"]!.GetValue<bool>();
    }
}
