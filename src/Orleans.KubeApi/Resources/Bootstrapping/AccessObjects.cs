using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Bootstrapping;

/// <summary>The default roles and bindings (facts in <c>bootstrap-access.txt</c>).</summary>
internal static class AccessObjects
{
    private const string Group = "rbac.authorization.k8s.io";
    private const string AggregateTo = "rbac.authorization.k8s.io/aggregate-to-";

    /// <summary>All of them: cluster roles, roles, then the bindings.</summary>
    public static List<BootstrapObject> All() =>
        [.. FactLine.Read(TypeLibrary.EmbeddedText("bootstrap-access.txt")).Select(Object)];

    private static BootstrapObject Object(FactLine line)
    {
        var words = line.Words;
        return words[0] switch
        {
            "clusterrole" => ClusterRole(line),
            "role" => new(new(Group, "roles"), Body("Role", words[1], words[2], ("rules", Rules(line)))),
            "clusterbinding" => new(new(Group, "clusterrolebindings"), Body("ClusterRoleBinding", "", words[1],
                ("roleRef", Reference("ClusterRole", words[2])), ("subjects", Subjects(words[3..])))),
            _ => Binding(words),
        };
    }

    private static BootstrapObject Binding(string[] words)
    {
        var slash = words[3].IndexOf('/', StringComparison.Ordinal);
        return new(new(Group, "rolebindings"), Body("RoleBinding", words[1], words[2],
            ("roleRef", Reference(words[3][..slash], words[3][(slash + 1)..])), ("subjects", Subjects(words[4..]))));
    }

    private static BootstrapObject ClusterRole(FactLine line)
    {
        var body = Body("ClusterRole", "", line.Words[1]);
        var labels = body.Child("metadata").Child("labels");
        foreach (var word in line.Words[2..])
        {
            var value = word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..];
            if (word.StartsWith("to=", StringComparison.Ordinal))
            {
                labels.Set(AggregateTo + value, "true");
            }
            else
            {
                body.Set("aggregationRule", new ObjectNode
                {
                    { "clusterRoleSelectors", new ArrayNode(value.Split(',').Select(v => (Node)new ObjectNode
                    {
                        { "matchLabels", new ObjectNode { { AggregateTo + v, "true" } } },
                    }))
                    },
                });
            }
        }

        if (line.Below.Count > 0)
        {
            body.Set("rules", Rules(line));
        }

        return new(new(Group, "clusterroles"), body);
    }

    private static ObjectNode Body(string kind, string ns, string name, params (string Name, Node Value)[] members)
    {
        var meta = new ObjectNode { { "name", name } };
        if (ns.Length > 0)
        {
            meta.Set("namespace", ns);
        }

        meta.Set("labels", new ObjectNode { { "kubernetes.io/bootstrapping", "rbac-defaults" } });
        meta.Set("annotations", new ObjectNode { { RoleReconciliation.AutoUpdate, "true" } });
        var body = new ObjectNode { { "kind", kind }, { "apiVersion", $"{Group}/v1" }, { "metadata", meta } };
        foreach (var (member, value) in members)
        {
            body.Set(member, value);
        }

        return body;
    }

    private static ObjectNode Reference(string kind, string name) => new() { { "apiGroup", Group }, { "kind", kind }, { "name", name } };

    private static ArrayNode Subjects(string[] words) => new(words.Select(word =>
    {
        var (kind, ns, name) = FactLine.Subject(word);
        return (Node)(kind == "ServiceAccount"
            ? new ObjectNode { { "kind", kind }, { "name", name }, { "namespace", ns } }
            : new ObjectNode { { "kind", kind }, { "apiGroup", Group }, { "name", name } });
    }));

    private static ArrayNode Rules(FactLine line) => new(line.Below.Select(words =>
    {
        if (words[0] == "url")
        {
            return new ObjectNode { { "verbs", FactLine.List(words[1]) }, { "nonResourceURLs", FactLine.List(words[2]) } };
        }

        var rule = new ObjectNode
        {
            { "verbs", FactLine.List(words[0]) }, { "apiGroups", FactLine.List(words[1]) }, { "resources", FactLine.List(words[2]) },
        };
        if (words.Length > 3)
        {
            rule.Set("resourceNames", FactLine.List(words[3]));
        }

        return (Node)rule;
    }));
}
