using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Members of canonical trees as Go sees them: what is absent is its zero value.</summary>
internal static class Members
{
    /// <summary>The string, "" if absent.</summary>
    public static string Str(this ObjectNode? node, string name) => node?.Text(name) ?? "";

    /// <summary>The whole number, 0 if absent.</summary>
    public static long Int(this ObjectNode? node, string name) => node?.Integer(name) ?? 0;

    /// <summary>The boolean, false if absent.</summary>
    public static bool Flag(this ObjectNode? node, string name) => node?[name] is BoolNode { Value: true };

    /// <summary>The boolean that may be absent.</summary>
    public static bool? Maybe(this ObjectNode? node, string name) => (node?[name] as BoolNode)?.Value;

    /// <summary>The elements of a list, none if absent.</summary>
    public static List<Node> Items(this ObjectNode? node, string name) => Common.Fill.Items(node, name);

    /// <summary>An element as an object; a null element is an empty one.</summary>
    public static ObjectNode Obj(this Node node) => node as ObjectNode ?? [];

    /// <summary>An element as a string.</summary>
    public static string Str(this Node node) => (node as TextNode)?.Value ?? "";
}
