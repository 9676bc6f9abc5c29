using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Short ways to members of a canonical tree: an absent list is an empty one, an absent string "".</summary>
internal static class Lists
{
    /// <summary>The objects of a list member; other elements (nulls) are empty objects, so that positions stay.</summary>
    public static IEnumerable<(int Position, ObjectNode Item)> ObjectsOf(this ObjectNode? node, string name)
    {
        var items = node?.Array(name)?.Items;
        for (var i = 0; i < (items?.Count ?? 0); i++)
        {
            yield return (i, items![i] as ObjectNode ?? []);
        }
    }

    /// <summary>The strings of a list member.</summary>
    public static List<string> TextsOf(this ObjectNode? node, string name)
    {
        var items = node?.Array(name)?.Items;
        var texts = new List<string>(items?.Count ?? 0);
        foreach (var item in items ?? [])
        {
            texts.Add((item as TextNode)?.Value ?? "");
        }

        return texts;
    }

    /// <summary>The string member of an object member, "" if absent.</summary>
    public static string TextIn(this ObjectNode? node, string name, string inner) => node?.Object(name)?.Text(inner) ?? "";

    /// <summary>How many elements a list member has.</summary>
    public static int CountOf(this ObjectNode? node, string name) => node?.Array(name)?.Items.Count ?? 0;

    /// <summary>Sets a string member that is absent or empty.</summary>
    public static void Fill(this ObjectNode node, string name, string value)
    {
        if (node.Str(name).Length == 0)
        {
            node.Set(name, value);
        }
    }

    /// <summary>Sets a member that is absent.</summary>
    public static void FillAbsent(this ObjectNode node, string name, Node value)
    {
        if (node[name] is null or NullNode)
        {
            node.Set(name, value);
        }
    }

    /// <summary>Sets a number that is absent or zero.</summary>
    public static void FillZero(this ObjectNode node, string name, long value)
    {
        if ((node.Integer(name) ?? 0) == 0)
        {
            node.Set(name, value);
        }
    }
}
