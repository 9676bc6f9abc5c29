using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Checks of a label selector in an object, as the original's ValidateLabelSelector.</summary>
internal static class SelectorRules
{
    /// <summary>Checks matchLabels, then matchExpressions; an absent selector is fine.</summary>
    /// <param name="selector">The selector.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="errors">Receives what is wrong.</param>
    /// <param name="tolerateValues">Values of expressions aren't checked: the stored object had such values already.</param>
    public static void Check(ObjectNode? selector, FieldPath path, FieldErrors errors, bool tolerateValues = false)
    {
        if (selector is null)
        {
            return;
        }

        Names.Labels(errors, path.Child("matchLabels"), selector.Object("matchLabels"));
        if (selector.Array("matchExpressions") is not { } expressions)
        {
            return;
        }

        for (var i = 0; i < expressions.Items.Count; i++)
        {
            if (expressions.Items[i] is ObjectNode expression)
            {
                CheckExpression(expression, path.Child("matchExpressions").Index(i), errors, tolerateValues);
            }
        }
    }

    /// <summary>Whether some value of an expression isn't a label value.</summary>
    public static bool HasBadValues(ObjectNode? selector)
    {
        var found = new FieldErrors();
        Check(selector, FieldPath.Root, found);
        return found.Count > 0;
    }

    private static void CheckExpression(ObjectNode expression, FieldPath path, FieldErrors errors, bool tolerateValues)
    {
        var values = expression.Array("values")?.Items ?? [];
        switch (expression.Text("operator") ?? "")
        {
            case "In" or "NotIn" when values.Count == 0:
                errors.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                errors.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
                break;
            default:
                errors.Invalid(path.Child("operator"), expression.Text("operator") ?? "", "not a valid selector operator");
                break;
        }

        Names.Qualified(errors, path.Child("key"), expression.Str("key"));
        for (var i = 0; !tolerateValues && i < values.Count; i++)
        {
            Names.LabelValue(errors, path.Child("values").Index(i), values[i].Str());
        }
    }
}
