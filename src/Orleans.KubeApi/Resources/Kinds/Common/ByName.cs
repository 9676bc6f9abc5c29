using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Elements of a list by their names: whoever looks for many of them doesn't walk the list for each.</summary>
internal static class ByName
{
    /// <summary>The first element of each name.</summary>
    public static Dictionary<string, ObjectNode> First(List<Node> items)
    {
        var found = new Dictionary<string, ObjectNode>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
        {
            found.TryAdd(item.Obj().Str("name"), item.Obj());
        }

        return found;
    }

    /// <summary>The last element of each name.</summary>
    public static Dictionary<string, ObjectNode> Last(List<Node> items)
    {
        var found = new Dictionary<string, ObjectNode>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
        {
            found[item.Obj().Str("name")] = item.Obj();
        }

        return found;
    }
}
