using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Small checks that many kinds share, with the original's texts. What is fine costs no allocation.</summary>
internal static class Checks
{
    /// <summary>The text of a number below zero.</summary>
    public const string NonNegativeText = "must be greater than or equal to 0";

    /// <summary>The text of a field that may not change.</summary>
    public const string ImmutableText = "field is immutable";

    /// <summary>A whole number that is 0 or more, if present.</summary>
    public static void NonNegative(ObjectNode? node, string member, FieldPath parent, FieldErrors errors)
    {
        if (node?.Integer(member) is < 0)
        {
            errors.Invalid(parent.Child(member), node[member], NonNegativeText);
        }
    }

    /// <summary>Whole numbers that are 0 or more, if present, in the order given.</summary>
    public static void NonNegative(ObjectNode? node, FieldPath parent, FieldErrors errors, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            NonNegative(node, member, parent, errors);
        }
    }

    /// <summary>ValidateImmutableField of one member: the same value as stored, absent included.</summary>
    public static void Immutable(ObjectNode? node, ObjectNode? old, string member, FieldPath parent, FieldErrors errors)
    {
        if (!Same(node?[member], old?[member]))
        {
            errors.Invalid(parent.Child(member), node?[member], ImmutableText);
        }
    }

    /// <summary>
    /// Whether two values are the same to the original's Semantic.DeepEqual: empty objects and lists are like absent ones.
    /// </summary>
    public static bool Same(Node? left, Node? right) => Node.DeepEquals(left, right) || (IsNothing(left) && IsNothing(right));

    /// <summary>A counter that may not fall, absent counting as 0 (status.collisionCount).</summary>
    public static void NotDecremented(ObjectNode? node, ObjectNode? old, string member, FieldPath parent, FieldErrors errors)
    {
        if (old?.Integer(member) is { } before && (node?.Integer(member) is not { } now || now < before))
        {
            errors.Invalid(parent.Child(member), node.Int(member), "cannot be decremented");
        }
    }

    /// <summary>A counter that may not exceed another one of the same object.</summary>
    public static void NotMore(ObjectNode? node, string member, string most, string text, FieldPath parent, FieldErrors errors)
    {
        if (node.Int(member) > node.Int(most))
        {
            errors.Invalid(parent.Child(member), node.Int(member), text);
        }
    }

    private static bool IsNothing(Node? value) =>
        value is null or NullNode or ObjectNode { Count: 0 } or ArrayNode { Items.Count: 0 };
}
