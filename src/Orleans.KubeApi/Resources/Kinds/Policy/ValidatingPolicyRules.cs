using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;
using Orleans.KubeApi.Schema.Cel;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>ValidatingAdmissionPolicy: expressions that must be true, and annotations for the audit log.</summary>
internal sealed class ValidatingPolicyRules : PolicyRules
{
    private const int MostAnnotations = 20;
    private const int LongestAnnotation = 5 * 1024;
    private const string OneOfBoth = "validations or auditAnnotations must contain at least one item";
    private static readonly string[] Reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"];

    /// <inheritdoc/>
    protected override void CheckOwn(ObjectNode tree, ObjectNode spec, PolicyExpressions compiler, PolicyScope scope, FieldErrors errors)
    {
        if (spec.Items("validations").Count == 0 && spec.Items("auditAnnotations").Count == 0)
        {
            errors.Required(SpecPath.Child("validations"), OneOfBoth);
            errors.Required(SpecPath.Child("auditAnnotations"), OneOfBoth);
            return;
        }

        foreach (var (i, validation) in spec.ObjectsOf("validations"))
        {
            CheckValidation(validation, compiler, scope, SpecPath.Child("validations").Index(i), errors);
        }

        var path = SpecPath.Child("auditAnnotations");
        if (spec.Items("auditAnnotations").Count > MostAnnotations)
        {
            errors.Invalid(path, spec["auditAnnotations"], "must not have more than 20 auditAnnotations");
        }

        var name = new ObjectMeta(tree).Name;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, annotation) in spec.ObjectsOf("auditAnnotations"))
        {
            CheckAnnotation(name, annotation, compiler, scope, path.Index(i), errors);
            if (!seen.Add(annotation.Str("key")))
            {
                errors.Duplicate(path.Index(i).Child("key"), annotation.Str("key"));
            }
        }
    }

    /// <inheritdoc/>
    protected override void CheckStatus(ObjectNode tree, FieldErrors errors)
    {
        var status = tree.Object("status");
        var path = FieldPath.Of("status");
        foreach (var (i, warning) in status?.Object("typeChecking").ObjectsOf("expressionWarnings") ?? [])
        {
            var at = path.Child("typeChecking", "expressionWarnings").Index(i);
            if (warning.Str("warning").Length == 0)
            {
                errors.Required(at.Child("warning"));
            }

            if (string.IsNullOrWhiteSpace(warning.Str("fieldRef")))
            {
                errors.Required(at.Child("fieldRef"));
            }
        }

        ConditionRules.Check(status, path.Child("conditions"), errors);
    }

    private static void CheckValidation(
        ObjectNode validation, PolicyExpressions compiler, PolicyScope scope, FieldPath path, FieldErrors errors)
    {
        var expression = validation.Str("expression");
        if (string.IsNullOrWhiteSpace(expression))
        {
            errors.Required(path.Child("expression"), "expression is not specified");
        }
        else
        {
            compiler.Check(expression, expression, scope, [CelType.Bool], path.Child("expression"), errors);
        }

        CheckMessageExpression(validation.Str("messageExpression"), compiler, scope, path.Child("messageExpression"), errors);
        var message = validation.Str("message");
        if (message.Length > 0 && message.Trim().Length == 0)
        {
            errors.Invalid(path.Child("message"), message, "message must be non-empty if specified");
        }
        else if (message.Trim().AsSpan().ContainsAny('\n', '\r'))
        {
            errors.Invalid(path.Child("message"), message, "message must not contain line breaks");
        }

        AdmissionRuleChecks.CheckEnum(validation, "reason", Reasons, path, errors);
    }

    private static void CheckMessageExpression(
        string expression, PolicyExpressions compiler, PolicyScope scope, FieldPath path, FieldErrors errors)
    {
        if (expression.Length > 0 && expression.Trim().Length == 0)
        {
            errors.Invalid(path, expression, "must be non-empty if specified");
        }
        else if (expression.Length > 0)
        {
            compiler.Check(expression, expression, scope & ~PolicyScope.Authorizer, [CelType.String], path, errors);
        }
    }

    private static void CheckAnnotation(
        string name, ObjectNode annotation, PolicyExpressions compiler, PolicyScope scope, FieldPath path, FieldErrors errors)
    {
        var key = annotation.Str("key");
        if (name.Length == 0)
        {
            errors.Invalid(path.Child("key"), key, "requires metadata.name be non-empty");
        }
        else
        {
            Names.Qualified(errors, path.Child("key"), $"{name}/{key}");
        }

        var expression = annotation.Str("valueExpression");
        var trimmed = expression.Trim();
        var at = path.Child("valueExpression");
        if (trimmed.Length == 0)
        {
            errors.Required(at, "valueExpression is not specified");
        }
        else if (Encoding.UTF8.GetByteCount(trimmed) > LongestAnnotation)
        {
            errors.Required(at, "must not exceed 5120 bytes in length");
        }
        else
        {
            compiler.Check(trimmed, expression, scope, [CelType.String, CelType.Null], at, errors);
        }
    }
}
