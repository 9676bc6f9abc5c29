using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>The special keys of strategic merge patches, and their removal from values that enter an object.</summary>
internal static class PatchDirectives
{
    public const string Patch = "$patch";
    public const string RetainKeys = "$retainKeys";
    public const string SetElementOrder = "$setElementOrder";
    public const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList";

    /// <summary>The list that a key such as <c>$setElementOrder/containers</c> speaks of, null if the key is no such directive.</summary>
    public static string? ListOf(string key, string directive)
    {
        if (!key.StartsWith(directive, StringComparison.Ordinal))
        {
            return null;
        }

        return key.Length > directive.Length + 1 && key[directive.Length] == '/'
            ? key[(directive.Length + 1)..]
            : throw StrategicPatchErrors.BadFormat(directive == SetElementOrder ? "setElementOrder list" : "primitive list");
    }

    /// <summary>
    /// The value as it may be stored where nothing was: maps with <c>$patch</c> vanish (null is returned for such a map), the other
    /// directives are dropped, and so are nulls in objects, which only delete.
    /// </summary>
    public static Node? Strip(Node value)
    {
        switch (value)
        {
            case ObjectNode members when members.Has(Patch):
                return null;
            case ObjectNode members:
                return StripMembers(members);
            case ArrayNode list:
                return new ArrayNode(list.Items.Select(Strip).OfType<Node>());
            default:
                return value;
        }
    }

    private static ObjectNode StripMembers(ObjectNode members)
    {
        var result = new ObjectNode(members.Count);
        foreach (var (name, value) in members)
        {
            if (value is not NullNode && !IsDirective(name) && Strip(value) is { } stripped)
            {
                result.Set(name, stripped);
            }
        }

        return result;
    }

    private static bool IsDirective(string name) => name == RetainKeys
        || name.StartsWith(SetElementOrder + "/", StringComparison.Ordinal)
        || name.StartsWith(DeleteFromPrimitiveList + "/", StringComparison.Ordinal);
}
