using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Checks of label selectors (apimachinery ValidateLabelSelector) and node selectors (core ValidateNodeSelector).</summary>
internal static class SelectorChecks
{
    private const string InNeedsValues = "must be specified when `operator` is 'In' or 'NotIn'";
    private const string ExistsHasNone = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    private const string UnknownOperator = "not a valid selector operator";

    /// <summary>Checks matchLabels and matchExpressions; an absent selector is fine.</summary>
    public static void LabelSelector(FieldErrors errors, FieldPath path, ObjectNode? selector, bool oldValues = false)
    {
        if (selector is null)
        {
            return;
        }

        MetadataValidation.CheckLabels(selector.Object("matchLabels"), path.Child("matchLabels"), errors);
        var expressions = Fill.Items(selector, "matchExpressions");
        for (var i = 0; i < expressions.Count; i++)
        {
            if (expressions[i] is ObjectNode expression)
            {
                LabelRequirement(errors, path.Child("matchExpressions").Index(i), expression, oldValues);
            }
        }
    }

    /// <summary>Checks the terms of a node selector.</summary>
    public static void NodeSelector(FieldErrors errors, FieldPath path, ObjectNode selector, bool oldValues = false)
    {
        var terms = Fill.Items(selector, "nodeSelectorTerms");
        if (terms.Count == 0)
        {
            errors.Required(path.Child("nodeSelectorTerms"), "must have at least one node selector term");
            return;
        }

        for (var i = 0; i < terms.Count; i++)
        {
            NodeSelectorTerm(errors, path.Child("nodeSelectorTerms").Index(i), terms[i] as ObjectNode, oldValues);
        }
    }

    /// <summary>Checks one term of a node selector.</summary>
    public static void NodeSelectorTerm(FieldErrors errors, FieldPath path, ObjectNode? term, bool oldValues = false)
    {
        var expressions = Fill.Items(term, "matchExpressions");
        for (var i = 0; i < expressions.Count; i++)
        {
            if (expressions[i] is ObjectNode expression)
            {
                NodeRequirement(errors, path.Child("matchExpressions").Index(i), expression, oldValues);
            }
        }

        var fields = Fill.Items(term, "matchFields");
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i] is ObjectNode field)
            {
                NodeField(errors, path.Child("matchFields").Index(i), field);
            }
        }
    }

    private static void LabelRequirement(FieldErrors errors, FieldPath path, ObjectNode requirement, bool oldValues)
    {
        var values = Fill.Items(requirement, "values");
        switch (FieldChecks.Text(requirement, "operator"))
        {
            case "In" or "NotIn" when values.Count == 0:
                errors.Required(path.Child("values"), InNeedsValues);
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                errors.Forbidden(path.Child("values"), ExistsHasNone);
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
                break;
            default:
                errors.Invalid(path.Child("operator"), FieldChecks.Text(requirement, "operator"), UnknownOperator);
                break;
        }

        FieldChecks.Qualified(errors, path.Child("key"), FieldChecks.Text(requirement, "key"));
        if (!oldValues)
        {
            Values(errors, path, values);
        }
    }

    private static void NodeRequirement(FieldErrors errors, FieldPath path, ObjectNode requirement, bool oldValues)
    {
        var values = Fill.Items(requirement, "values");
        switch (FieldChecks.Text(requirement, "operator"))
        {
            case "In" or "NotIn" when values.Count == 0:
                errors.Required(path.Child("values"), InNeedsValues);
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                errors.Forbidden(path.Child("values"), ExistsHasNone);
                break;
            case "Gt" or "Lt" when values.Count != 1:
                errors.Required(path.Child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist" or "Gt" or "Lt":
                break;
            default:
                errors.Invalid(path.Child("operator"), FieldChecks.Text(requirement, "operator"), UnknownOperator);
                break;
        }

        FieldChecks.Qualified(errors, path.Child("key"), FieldChecks.Text(requirement, "key"));
        if (!oldValues)
        {
            Values(errors, path, values);
        }
    }

    private static void NodeField(FieldErrors errors, FieldPath path, ObjectNode requirement)
    {
        var values = Fill.Items(requirement, "values");
        if (FieldChecks.Text(requirement, "operator") is not ("In" or "NotIn"))
        {
            errors.Invalid(path.Child("operator"), FieldChecks.Text(requirement, "operator"), UnknownOperator);
        }
        else if (values.Count != 1)
        {
            errors.Required(path.Child("values"), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }

        var key = FieldChecks.Text(requirement, "key");
        if (key != "metadata.name")
        {
            errors.Invalid(path.Child("key"), key, "not a valid field selector key");
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is TextNode name)
            {
                FieldChecks.Subdomain(errors, path.Child("values").Index(i), name.Value);
            }
        }
    }

    private static void Values(FieldErrors errors, FieldPath path, List<Node> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is TextNode value)
            {
                FieldChecks.LabelValue(errors, path.Child("values").Index(i), value.Value);
            }
        }
    }
}
