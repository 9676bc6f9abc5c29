using System.Globalization;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Bootstrapping;

/// <summary>
/// Priority levels and flow schemas (facts in <c>bootstrap-system.txt</c>): the two mandatory ones of each are kept as they are, the others
/// as long as their annotation says so.
/// </summary>
internal static class FlowObjects
{
    private const string Group = "flowcontrol.apiserver.k8s.io";
    private const string AutoUpdate = "apf.kubernetes.io/autoupdate-spec";

    /// <summary>Levels, then schemas.</summary>
    public static List<BootstrapObject> All() => [.. FactLine.Read(TypeLibrary.EmbeddedText("bootstrap-system.txt"))
        .Where(l => l.Words[0] is "level" or "flow")
        .Select(l => l.Words[0] == "level"
            ? Object("prioritylevelconfigurations", "PriorityLevelConfiguration", l.Words[1], Level(l.Words))
            : Object("flowschemas", "FlowSchema", l.Words[1], Schema(l)))];

    /// <summary>The stored object with the spec it should have; null if it has it or belongs to the user.</summary>
    public static ObjectNode? Reconcile(ObjectNode stored, ObjectNode wanted)
    {
        var meta = stored.Child("metadata");
        var mandatory = meta.Str("name") is "exempt" or "catch-all";
        var ours = mandatory || meta.Object("annotations").Str(AutoUpdate) == "true";
        if (!ours || Node.DeepEquals(stored["spec"], wanted["spec"]))
        {
            return null;
        }

        var next = (ObjectNode)stored.Clone();
        next.Set("spec", wanted["spec"]!.Clone());
        return next;
    }

    private static BootstrapObject Object(string resource, string kind, string name, ObjectNode spec) =>
        new(new(Group, resource), new ObjectNode
    {
        { "kind", kind },
        { "apiVersion", $"{Group}/v1" },
        { "metadata", new ObjectNode { { "name", name }, { "annotations", new ObjectNode { { AutoUpdate, "true" } } } } },
        { "spec", spec },
    });

    private static NumberNode Number(string word) => new(long.Parse(word, CultureInfo.InvariantCulture));

    private static ObjectNode Level(string[] words)
    {
        if (words[2] == "exempt")
        {
            return Kinds.Access.FlowDefaults.MandatoryLevel("exempt");
        }

        var response = new ObjectNode { { "type", words.Length > 4 ? "Queue" : "Reject" } };
        if (words.Length > 4)
        {
            response.Set("queuing", new ObjectNode
            {
                { "queues", Number(words[4]) }, { "handSize", Number(words[5]) }, { "queueLengthLimit", Number(words[6]) },
            });
        }

        return new ObjectNode
        {
            { "type", "Limited" },
            { "limited", new ObjectNode
            {
                { "nominalConcurrencyShares", Number(words[2]) }, { "limitResponse", response }, { "lendablePercent", Number(words[3]) },
            }
            },
        };
    }

    private static ObjectNode Schema(FactLine line)
    {
        var words = line.Words;
        var spec = new ObjectNode
        {
            { "priorityLevelConfiguration", new ObjectNode { { "name", words[3] } } },
            { "matchingPrecedence", Number(words[2]) },
        };
        if (words.Length > 4)
        {
            spec.Set("distinguisherMethod", new ObjectNode { { "type", words[4] } });
        }

        var rules = new ArrayNode();
        foreach (var below in line.Below)
        {
            if (below[0] == "for")
            {
                rules.Add(new ObjectNode { { "subjects", new ArrayNode(below[1..].Select(Subject)) } });
            }
            else
            {
                AddRule((ObjectNode)rules.Items[^1], below);
            }
        }

        spec.Set("rules", rules);
        return spec;
    }

    private static void AddRule(ObjectNode rule, string[] words)
    {
        var name = words[0] == "url" ? "nonResourceRules" : "resourceRules";
        if (rule.Array(name) is not { } list)
        {
            rule.Set(name, list = new ArrayNode());
        }

        if (words[0] == "url")
        {
            list.Add(new ObjectNode { { "verbs", FactLine.List(words[1]) }, { "nonResourceURLs", FactLine.List(words[2]) } });
            return;
        }

        var one = new ObjectNode
        {
            { "verbs", FactLine.List(words[0]) }, { "apiGroups", FactLine.List(words[1]) }, { "resources", FactLine.List(words[2]) },
        };
        if (words[3] == "cluster")
        {
            one.Set("clusterScope", true);
        }

        one.Set("namespaces", FactLine.List(words[4]));
        list.Add(one);
    }

    private static Node Subject(string word)
    {
        var (kind, ns, name) = FactLine.Subject(word);
        return kind switch
        {
            "User" => new ObjectNode { { "kind", kind }, { "user", new ObjectNode { { "name", name } } } },
            "Group" => new ObjectNode { { "kind", kind }, { "group", new ObjectNode { { "name", name } } } },
            _ => new ObjectNode
            {
                { "kind", kind }, { "serviceAccount", new ObjectNode { { "namespace", ns }, { "name", name } } },
            },
        };
    }
}
