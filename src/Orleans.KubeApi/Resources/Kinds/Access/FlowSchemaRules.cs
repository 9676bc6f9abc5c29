using System.Collections.Frozen;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>FlowSchema: which requests it takes, and that the server's own two stay as they are.</summary>
internal sealed class FlowSchemaRules : KindRules
{
    private const int LargestPrecedence = 10000;
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");
    private static readonly FieldPath ConditionsPath = FieldPath.Of("status").Child("conditions");
    private static readonly FrozenDictionary<string, ObjectNode> Fixed = new[] { "exempt", "catch-all" }
        .ToFrozenDictionary(name => name, FlowDefaults.MandatorySchema);

    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => tree.Child("spec").FillZero("matchingPrecedence", 1000);

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            StatusMetadata.Reset(tree, old);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var name = new ObjectMeta(tree).Name;
        var spec = tree.Object("spec") ?? [];
        CheckSpec(name, spec, errors);
        if (Fixed.TryGetValue(name, out var mandatory) && !Node.DeepEquals(spec, mandatory))
        {
            errors.Invalid(SpecPath, FlowText.OfSchema(spec), $"spec of '{name}' must equal the fixed value");
        }

        FlowConditions.Check(tree, ConditionsPath, errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            Validate(tree, errors, context);
        }
        else
        {
            FlowConditions.Check(tree, ConditionsPath, errors);
        }
    }

    private static void CheckSpec(string name, ObjectNode spec, FieldErrors errors)
    {
        CheckPrecedence(name, spec.Integer("matchingPrecedence") ?? 0, errors);
        if (spec.Object("distinguisherMethod") is { } method && method.TextOf("type") is not ("ByNamespace" or "ByUser"))
        {
            errors.NotSupported(SpecPath.Child("distinguisherMethod", "type"), new ObjectNode { { "Type", method.TextOf("type") } },
                ["ByNamespace", "ByUser"]);
        }

        var level = spec.TextIn("priorityLevelConfiguration", "name");
        var levelPath = SpecPath.Child("priorityLevelConfiguration", "name");
        if (level.Length == 0)
        {
            errors.Required(levelPath, "must reference a priority level");
        }
        else
        {
            foreach (var wrong in NameRules.Subdomain(level))
            {
                errors.Invalid(levelPath, level, wrong);
            }
        }

        foreach (var (i, rule) in spec.ObjectsOf("rules"))
        {
            FlowRuleChecks.Check(rule, SpecPath.Child("rules").Index(i), errors);
        }
    }

    private static void CheckPrecedence(string name, long precedence, FieldErrors errors)
    {
        var path = SpecPath.Child("matchingPrecedence");
        if (precedence <= 0)
        {
            errors.Invalid(path, precedence, "must be a positive value");
        }

        if (precedence > LargestPrecedence)
        {
            errors.Invalid(path, precedence, "must not be greater than 10000");
        }

        if (precedence == 1 && name != "exempt")
        {
            errors.Invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
        }
    }
}
