using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>Label selectors of network policies; stored bad label values pass on update.</summary>
internal static class PolicySelectors
{
    /// <summary>Checks a selector.</summary>
    public static void Check(ObjectNode? selector, bool allowBadValues, FieldPath path, FieldErrors errors)
    {
        NetForms.Labels(selector?.Object("matchLabels"), path.Child("matchLabels"), errors);
        var expressions = NetForms.Items(selector, "matchExpressions");
        for (var i = 0; i < expressions.Count; i++)
        {
            CheckExpression((ObjectNode)expressions[i], allowBadValues, path.Child("matchExpressions").Index(i), errors);
        }
    }

    private static void CheckExpression(ObjectNode item, bool allowBadValues, FieldPath path, FieldErrors errors)
    {
        var values = NetForms.Texts(item, "values");
        switch (item.Text("operator") ?? "")
        {
            case "In" or "NotIn":
                if (values.Count == 0)
                {
                    errors.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }

                break;
            case "Exists" or "DoesNotExist":
                if (values.Count > 0)
                {
                    errors.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }

                break;
            case var other:
                errors.Invalid(path.Child("operator"), other, "not a valid selector operator");
                break;
        }

        var key = item.Text("key") ?? "";
        NetForms.Add(errors, path.Child("key"), key, NameRules.Qualified(key));
        for (var i = 0; i < values.Count && !allowBadValues; i++)
        {
            NetForms.Add(errors, path.Child("values").Index(i), values[i], NameRules.LabelValue(values[i]));
        }
    }
}
