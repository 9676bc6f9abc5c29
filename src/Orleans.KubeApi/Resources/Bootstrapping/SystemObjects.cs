using System.Globalization;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Bootstrapping;

/// <summary>
/// Everything else that is created once if it is missing: namespaces, priority classes, the ConfigMap of old tokens, APIServices.
/// </summary>
internal static class SystemObjects
{
    private const string Registration = "apiregistration.k8s.io";

    // What the original gives a group that its own table doesn't know.
    private const long UsualGroupPriority = 16000;
    private const long UsualVersionPriority = 15;

    /// <summary>The namespaces every cluster has.</summary>
    public static IEnumerable<BootstrapObject> Namespaces() =>
        ((string[])["default", "kube-system", "kube-public", "kube-node-lease"]).Select(Namespace);

    /// <summary>The two priority classes of the system.</summary>
    public static List<BootstrapObject> PriorityClasses() =>
    [
        PriorityClass("system-node-critical", 2000001000,
            "Used for system critical pods that must not be moved from their current node."),
        PriorityClass("system-cluster-critical", 2000000000,
            "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."),
    ];

    /// <summary>The ConfigMap that tells since when the use of old tokens is tracked.</summary>
    public static BootstrapObject TokenTracking(DateTimeOffset now) => new(new("", "configmaps"), new ObjectNode
    {
        { "kind", "ConfigMap" },
        { "apiVersion", "v1" },
        { "metadata",
        new ObjectNode { { "name", "kube-apiserver-legacy-service-account-token-tracking" }, { "namespace", "kube-system" } } },
        { "data", new ObjectNode { { "since", now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) } } },
    });

    /// <summary>One APIService for each served group and version.</summary>
    public static IEnumerable<BootstrapObject> ApiServices(IEnumerable<(string Group, string Version)> served)
    {
        var known = FactLine.Read(TypeLibrary.EmbeddedText("bootstrap-system.txt")).Where(l => l.Words[0] == "api")
            .ToDictionary(l => (l.Words[1] == "core" ? "" : l.Words[1], l.Words[2]), l => (Number(l.Words[3]), Number(l.Words[4])));
        foreach (var (group, version) in served)
        {
            var (groupPriority, versionPriority) = known.GetValueOrDefault((group, version), (UsualGroupPriority, UsualVersionPriority));
            var spec = new ObjectNode();
            if (group.Length > 0)
            {
                spec.Set("group", group);
            }

            spec.Set("version", version);
            spec.Set("groupPriorityMinimum", groupPriority);
            spec.Set("versionPriority", versionPriority);
            yield return new(new(Registration, "apiservices"), new ObjectNode
            {
                { "kind", "APIService" },
                { "apiVersion", $"{Registration}/v1" },
                { "metadata", new ObjectNode
                {
                    { "name", $"{version}.{group}" },
                    { "labels", new ObjectNode { { "kube-aggregator.kubernetes.io/automanaged", "onstart" } } },
                }
                },
                { "spec", spec },
            });
        }
    }

    private static BootstrapObject Namespace(string name) => new(new("", "namespaces"), new ObjectNode
    {
        { "kind", "Namespace" },
        { "apiVersion", "v1" },
        { "metadata", new ObjectNode { { "name", name } } },
    });

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);

    private static BootstrapObject PriorityClass(string name, long value, string description) =>
        new(new("scheduling.k8s.io", "priorityclasses"), new ObjectNode
        {
            { "kind", "PriorityClass" },
            { "apiVersion", "scheduling.k8s.io/v1" },
            { "metadata", new ObjectNode { { "name", name } } },
            { "value", value },
            { "description", description },
            { "preemptionPolicy", "PreemptLowerPriority" },
        });
}
