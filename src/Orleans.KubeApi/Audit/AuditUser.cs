using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Audit;

/// <summary>A user as events show him.</summary>
internal sealed record AuditUser(
    string Name, string Uid, IReadOnlyList<string> Groups, IReadOnlyDictionary<string, IReadOnlyList<string>> Extra)
{
    /// <summary>The user as the original's <c>UserInfo</c>.</summary>
    public ObjectNode ToNode()
    {
        var node = new ObjectNode { { "username", Name } };
        if (Uid.Length > 0)
        {
            node.Set("uid", Uid);
        }

        if (Groups.Count > 0)
        {
            node.Set("groups", ArrayNode.OfTexts(Groups));
        }

        foreach (var (name, values) in Extra.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            node.Child("extra").Set(name, ArrayNode.OfTexts(values));
        }

        return node;
    }
}
