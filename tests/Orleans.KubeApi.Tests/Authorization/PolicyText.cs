using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Authorization.Rbac;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Bootstrapping;

namespace Orleans.KubeApi.Tests.Authorization;

/// <summary>Policies for tests: the default roles, and others in short words.</summary>
internal static class PolicyText
{
    /// <summary>The default roles and bindings with aggregation done, and nothing else.</summary>
    public static RbacPolicy Bootstrap { get; } = Build(BootstrapObjects());

    /// <summary>What a server with nothing but the default roles has.</summary>
    public static IAuthorizer BootstrapAuthorizer { get; } =
        new AuthorizerChain([new MastersAuthorizer(), new RbacAuthorizer(new Fixed(Bootstrap))]);

    /// <summary>The default objects by collection.</summary>
    public static List<(string Resource, StoredObject Object)> BootstrapObjects()
    {
        var all = AccessObjects.All().Select(o => (o.Resource.Resource, Stored(o.Namespace, o.Body))).ToList();
        for (var round = 0; round < 3; round++)
        {
            foreach (var (name, rules) in RoleAggregation.Stale(all.Where(o => o.Resource == "clusterroles").Select(o => o.Item2)))
            {
                var at = all.FindIndex(o => o.Resource == "clusterroles" && o.Item2.Name == name);
                var tree = all[at].Item2.Parse();
                tree.Set("rules", rules);
                all[at] = ("clusterroles", Stored("", tree));
            }
        }

        return all;
    }

    public static RbacPolicy Build(IEnumerable<(string Resource, StoredObject Object)> objects)
    {
        var by = objects.ToLookup(o => o.Resource, o => o.Object);
        return new PolicyBuilder().Build(by["clusterroles"], by["roles"], by["clusterrolebindings"], by["rolebindings"]);
    }

    public static (string Resource, StoredObject Object) Role(string ns, string name, string rules) =>
        (ns.Length == 0 ? "clusterroles" : "roles", Stored(ns, Parse($$"""
            {"kind":"Role","metadata":{"name":"{{name}}"},"rules":{{rules}}}
            """)));

    public static (string Resource, StoredObject Object) Binding(string ns, string name, string role, string subjects) =>
        (ns.Length == 0 ? "clusterrolebindings" : "rolebindings", Stored(ns, Parse($$$"""
            {"kind":"RoleBinding","metadata":{"name":"{{{name}}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io",
             "kind":"{{{role.Split('/')[0]}}}","name":"{{{role.Split('/')[1]}}}"},"subjects":{{{subjects}}}}
            """)));

    public static RequestAttributes Resource(
        string verb, string group, string resource, string ns = "", string name = "", string sub = "") =>
        new()
        {
            IsResource = true,
            Verb = verb,
            Path = "",
            Group = group,
            Version = "v1",
            Resource = resource,
            Subresource = sub,
            Namespace = ns,
            Name = name,
        };

    public static RequestAttributes Path(string verb, string path) => new() { IsResource = false, Verb = verb, Path = path };

    public static UserInfo User(string name, params string[] groups) => new(name, "", groups);

    private sealed record Fixed(RbacPolicy Current) : IPolicySource;

    private static ObjectNode Parse(string json) => (ObjectNode)NodeReader.Parse(System.Text.Encoding.UTF8.GetBytes(json));

    private static StoredObject Stored(string ns, ObjectNode tree) =>
        new(StoredObject.KeyOf(ns, tree.Object("metadata")!.Text("name")!), 1, tree.ToUtf8());
}
