using System.Collections.Frozen;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>FlowSchema: which requests it takes, and that the server's own two stay as they are.</summary>
internal sealed class FlowSchemaRules : FlowRules
{
    private const int LargestPrecedence = 10000;
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");
    private static readonly FrozenDictionary<string, ObjectNode> Fixed = new[] { "exempt", "catch-all" }
        .ToFrozenDictionary(name => name, FlowDefaults.MandatorySchema);

    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => Fill.Zero(tree.Child("spec"), "matchingPrecedence", 1000);

    /// <inheritdoc/>
    protected override void CheckSpec(string name, ObjectNode spec, FieldErrors errors)
    {
        CheckFields(name, spec, errors);
        if (Fixed.TryGetValue(name, out var mandatory) && !Node.DeepEquals(spec, mandatory))
        {
            errors.Invalid(SpecPath, FlowText.OfSchema(spec), $"spec of '{name}' must equal the fixed value");
        }
    }

    private static void CheckFields(string name, ObjectNode spec, FieldErrors errors)
    {
        CheckPrecedence(name, spec.Integer("matchingPrecedence") ?? 0, errors);
        if (spec.Object("distinguisherMethod") is { } method && method.Str("type") is not ("ByNamespace" or "ByUser"))
        {
            errors.NotSupported(SpecPath.Child("distinguisherMethod", "type"), new ObjectNode { { "Type", method.Str("type") } },
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
            FieldChecks.Report(errors, levelPath, level, NameRules.Subdomain(level));
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
