using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Checks of node selectors: of pods, volumes, devices (ValidateNodeSelector and its terms).</summary>
internal static class NodeSelectorChecks
{
    private const string BadOperator = "not a valid selector operator";

    /// <summary>Checks a selector: at least one term.</summary>
    /// <param name="selector">The selector.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="errors">Collects what is wrong.</param>
    /// <param name="badValues">Values that are no label values are let through.</param>
    public static void Check(ObjectNode selector, FieldPath path, FieldErrors errors, bool badValues = false)
    {
        var terms = selector.Items("nodeSelectorTerms");
        if (terms.Count == 0)
        {
            errors.Required(path.Child("nodeSelectorTerms"), "must have at least one node selector term");
        }

        for (var i = 0; i < terms.Count; i++)
        {
            Term(terms[i].Obj(), path.Child("nodeSelectorTerms").Index(i), errors, badValues);
        }
    }

    /// <summary>Checks one term.</summary>
    public static void Term(ObjectNode term, FieldPath path, FieldErrors errors, bool badValues)
    {
        var expressions = term.Items("matchExpressions");
        for (var i = 0; i < expressions.Count; i++)
        {
            Expression(expressions[i].Obj(), path.Child("matchExpressions").Index(i), errors, badValues);
        }

        var fields = term.Items("matchFields");
        for (var i = 0; i < fields.Count; i++)
        {
            Field(fields[i].Obj(), path.Child("matchFields").Index(i), errors);
        }
    }

    private static void Expression(ObjectNode expression, FieldPath path, FieldErrors errors, bool badValues)
    {
        var values = expression.Items("values");
        switch (expression.Str("operator"))
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
            case "Gt" or "Lt":
                if (values.Count != 1)
                {
                    errors.Required(path.Child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }

                break;
            case { } other:
                errors.Invalid(path.Child("operator"), other, BadOperator);
                break;
        }

        Names.Qualified(errors, path.Child("key"), expression.Str("key"));
        for (var i = 0; i < values.Count && !badValues; i++)
        {
            Names.LabelValue(errors, path.Child("values").Index(i), values[i].Str());
        }
    }

    private static void Field(ObjectNode field, FieldPath path, FieldErrors errors)
    {
        var values = field.Items("values");
        if (field.Str("operator") is not ("In" or "NotIn"))
        {
            errors.Invalid(path.Child("operator"), field.Str("operator"), BadOperator);
        }
        else if (values.Count != 1)
        {
            errors.Required(path.Child("values"), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }

        if (field.Str("key") != "metadata.name")
        {
            errors.Invalid(path.Child("key"), field.Str("key"), "not a valid field selector key");
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            Names.Subdomain(errors, path.Child("values").Index(i), values[i].Str());
        }
    }
}
