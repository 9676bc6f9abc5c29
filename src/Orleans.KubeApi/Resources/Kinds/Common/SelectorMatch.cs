using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Whether a label selector in an object selects labels (apimachinery's LabelSelectorAsSelector).</summary>
internal static class SelectorMatch
{
    /// <summary>
    /// Whether the selector selects the labels: none selects nothing, an empty one everything. Null if the selector can't be read (an
    /// unknown operator, a malformed key or value).
    /// </summary>
    public static bool? Matches(ObjectNode? selector, ObjectNode? labels)
    {
        if (selector is null)
        {
            return false;
        }

        var wrong = new FieldErrors();
        SelectorRules.Check(selector, FieldPath.Root, wrong);
        if (wrong.Count > 0)
        {
            return null;
        }

        return HasAll(selector.Object("matchLabels"), labels) && MeetsAll(selector, labels);
    }

    /// <summary>Whether the labels have all these keys with these values.</summary>
    public static bool HasAll(ObjectNode? wanted, ObjectNode? labels)
    {
        foreach (var (key, value) in wanted ?? [])
        {
            if (labels?[key] is not TextNode found || found.Value != value.Str())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a selector is there and restricts nothing.</summary>
    public static bool IsEmpty(ObjectNode selector) =>
        selector.Object("matchLabels") is not { Count: > 0 } && selector.Items("matchExpressions").Count == 0;

    private static bool MeetsAll(ObjectNode selector, ObjectNode? labels)
    {
        foreach (var item in selector.Items("matchExpressions"))
        {
            var expression = item.Obj();
            var found = labels?[expression.Str("key")] as TextNode;
            var meets = expression.Str("operator") switch
            {
                "In" => found is not null && Holds(expression, found.Value),
                "NotIn" => found is null || !Holds(expression, found.Value),
                "Exists" => found is not null,
                _ => found is null,
            };
            if (!meets)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Holds(ObjectNode expression, string value)
    {
        foreach (var item in expression.Items("values"))
        {
            if (item.Str() == value)
            {
                return true;
            }
        }

        return false;
    }
}
