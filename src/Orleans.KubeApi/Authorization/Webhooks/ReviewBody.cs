using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization.Webhooks;

/// <summary>The question to a webhook: a SubjectAccessReview (apiserver <c>plugin/pkg/authorizer/webhook</c>).</summary>
internal static class ReviewBody
{
    /// <summary>The spec, whose text is also the key under which the answer is remembered.</summary>
    public static ObjectNode Spec(UserInfo user, RequestAttributes asked, string version)
    {
        var spec = new ObjectNode();
        spec.Set(asked.IsResource ? "resourceAttributes" : "nonResourceAttributes", asked.IsResource ? Resource(asked) : Path(asked));
        Add(spec, "user", user.Name);
        if (user.Groups.Count > 0)
        {
            spec.Set(version == "v1beta1" ? "group" : "groups", ArrayNode.OfTexts(user.Groups));
        }

        foreach (var (name, values) in user.Extra.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            spec.Child("extra").Set(name, ArrayNode.OfTexts(values));
        }

        Add(spec, "uid", user.Uid);
        return spec;
    }

    /// <summary>The whole review.</summary>
    public static byte[] Of(ObjectNode spec, string version) => new ObjectNode
    {
        { "kind", "SubjectAccessReview" },
        { "apiVersion", $"authorization.k8s.io/{version}" },
        { "metadata", new ObjectNode() },
        { "spec", spec },
        { "status", new ObjectNode { { "allowed", false } } },
    }.ToUtf8();

    private static ObjectNode Path(RequestAttributes asked)
    {
        var path = new ObjectNode();
        Add(path, "path", asked.Path);
        Add(path, "verb", asked.Verb);
        return path;
    }

    private static ObjectNode Resource(RequestAttributes asked)
    {
        var resource = new ObjectNode();
        Add(resource, "namespace", asked.Namespace);
        Add(resource, "verb", asked.Verb);
        Add(resource, "group", asked.Group);
        Add(resource, "version", asked.Version);
        Add(resource, "resource", asked.Resource);
        Add(resource, "subresource", asked.Subresource);
        Add(resource, "name", asked.Name);
        if (asked.Selectors is { Fields.Count: > 0 } byField)
        {
            resource.Set("fieldSelector", Requirements(
                byField.Fields.Select(f => Requirement(f.Path, f.Negated ? "NotIn" : "In", [f.Value]))));
        }

        if (asked.Selectors is { Labels.Count: > 0 } byLabel
            && byLabel.Labels.Select(Label).OfType<ObjectNode>().ToList() is { Count: > 0 } some)
        {
            resource.Set("labelSelector", Requirements(some));
        }

        return resource;
    }

    private static ObjectNode? Label(LabelRequirement label) => label.Operator switch
    {
        LabelOperator.Equals or LabelOperator.DoubleEquals or LabelOperator.In => Requirement(label.Key, "In", label.Values),
        LabelOperator.NotEquals or LabelOperator.NotIn => Requirement(label.Key, "NotIn", label.Values),
        LabelOperator.Exists => Requirement(label.Key, "Exists", []),
        LabelOperator.DoesNotExist => Requirement(label.Key, "DoesNotExist", []),
        _ => null, // Order relations have no operator there; less of a restriction is told, which can only get a stricter answer.
    };

    private static ObjectNode Requirement(string key, string relation, IReadOnlyList<string> values)
    {
        var requirement = new ObjectNode { { "key", key }, { "operator", relation } };
        if (values.Count > 0)
        {
            requirement.Set("values", ArrayNode.OfTexts(values));
        }

        return requirement;
    }

    private static ObjectNode Requirements(IEnumerable<ObjectNode> requirements) =>
        new() { { "requirements", new ArrayNode(requirements) } };

    private static void Add(ObjectNode node, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            node.Set(name, value);
        }
    }
}
