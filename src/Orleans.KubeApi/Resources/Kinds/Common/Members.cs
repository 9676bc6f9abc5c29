using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Members of canonical trees as Go sees them: what is absent is its zero value.</summary>
internal static class Members
{
    private static readonly List<Node> Nothing = [];

    /// <summary>The string, "" if absent.</summary>
    public static string Str(this ObjectNode? node, string name) => node?.Text(name) ?? "";

    /// <summary>The string member of an object member, "" if absent.</summary>
    public static string TextIn(this ObjectNode? node, string name, string inner) => node?.Object(name)?.Text(inner) ?? "";

    /// <summary>The whole number, 0 if absent.</summary>
    public static long Int(this ObjectNode? node, string name) => node?.Integer(name) ?? 0;

    /// <summary>The boolean, false if absent.</summary>
    public static bool Flag(this ObjectNode? node, string name) => node?[name] is BoolNode { Value: true };

    /// <summary>The boolean that may be absent.</summary>
    public static bool? Maybe(this ObjectNode? node, string name) => (node?[name] as BoolNode)?.Value;

    /// <summary>The elements of a list, none if absent; to be read only.</summary>
    public static List<Node> Items(this ObjectNode? node, string name) => node?.Array(name)?.Items ?? Nothing;

    /// <summary>The elements of a list as strings.</summary>
    public static List<string> Texts(this ObjectNode? node, string name) => node.Items(name).ConvertAll(Str);

    /// <summary>The objects of a list member; other elements (nulls) are empty objects, so that positions stay.</summary>
    public static IEnumerable<(int Position, ObjectNode Item)> ObjectsOf(this ObjectNode? node, string name)
    {
        var items = node.Items(name);
        for (var i = 0; i < items.Count; i++)
        {
            yield return (i, items[i].Obj());
        }
    }

    /// <summary>An element as an object; a null element is an empty one.</summary>
    public static ObjectNode Obj(this Node node) => node as ObjectNode ?? [];

    /// <summary>An element as a string.</summary>
    public static string Str(this Node node) => (node as TextNode)?.Value ?? "";
}
