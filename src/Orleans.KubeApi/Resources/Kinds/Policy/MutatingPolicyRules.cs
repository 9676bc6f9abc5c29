using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>MutatingAdmissionPolicy: expressions that make an object to be applied, or a list of patches.</summary>
internal sealed class MutatingPolicyRules : PolicyRules
{
    private static readonly string[] Reinvocations = ["IfNeeded", "Never"];
    private static readonly string[] PatchTypes = ["ApplyConfiguration", "JSONPatch"];

    /// <inheritdoc/>
    protected override void CheckOwn(ObjectNode tree, ObjectNode spec, PolicyExpressions compiler, PolicyScope scope, FieldErrors errors)
    {
        if (spec.Items("mutations").Count == 0)
        {
            errors.Required(SpecPath.Child("mutations"), "mutations must contain at least one item");
        }

        foreach (var (i, mutation) in spec.ObjectsOf("mutations"))
        {
            CheckMutation(mutation, compiler, scope | PolicyScope.Patches, SpecPath.Child("mutations").Index(i), errors);
        }

        var reinvocation = spec.Str("reinvocationPolicy");
        if (reinvocation.Length == 0)
        {
            errors.Required(SpecPath.Child("reinvocationPolicy"));
        }
        else if (!Reinvocations.Contains(reinvocation))
        {
            errors.NotSupported(SpecPath.Child("reinvocationPolicy"), reinvocation, Reinvocations);
        }
    }

    /// <inheritdoc/>
    protected override void CheckOperations(ObjectNode spec, FieldErrors errors) =>
        AdmissionRuleChecks.CheckMutable(spec.Object("matchConstraints") ?? [], SpecPath.Child("matchConstraints"), errors);

    private static void CheckMutation(
        ObjectNode mutation, PolicyExpressions compiler, PolicyScope scope, FieldPath path, FieldErrors errors)
    {
        var type = mutation.Str("patchType");
        switch (type)
        {
            case "":
                errors.Required(path.Child("patchType"));
                return;
            case "ApplyConfiguration" or "JSONPatch":
                break;
            default:
                errors.NotSupported(path.Child("patchType"), type, PatchTypes);
                return;
        }

        var applies = type == "ApplyConfiguration";
        var member = applies ? "applyConfiguration" : "jsonPatch";
        var other = applies ? "jsonPatch" : "applyConfiguration";
        if (mutation.Object(other) is not null)
        {
            errors.Forbidden(path.Child(other), $"must not be specified when patchType is {type}");
        }

        if (mutation.Object(member) is not { } patch)
        {
            errors.Required(path.Child(member), $"must be specified when patchType is {type}");
            return;
        }

        var expression = patch.Str("expression");
        if (string.IsNullOrWhiteSpace(expression))
        {
            errors.Required(path.Child(member, "expression"), "expression is not specified");
            return;
        }

        compiler.Check(expression, expression, scope, [applies ? PolicyExpressions.ObjectType : PolicyExpressions.PatchListType],
            path.Child(member, "expression"), errors);
    }
}
