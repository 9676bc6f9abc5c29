using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>What ValidatingAdmissionPolicy and MutatingAdmissionPolicy share: what they match, their parameters and variables.</summary>
internal abstract class PolicyRules : KindRules
{
    private static readonly string[] FailurePolicies = ["Fail", "Ignore"];

    /// <summary>The path of spec.</summary>
    protected static FieldPath SpecPath { get; } = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override bool ChecksFinalizerDomains => false;

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.OnlyNew;

    /// <inheritdoc/>
    public override MetadataChecks SubresourceChecks => MetadataChecks.Nothing;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        var spec = tree.Child("spec");
        Fill.Pointer(spec, "failurePolicy", "Fail");
        PolicyDefaults.Match(spec.Object("matchConstraints"), "resourceRules", "excludeResourceRules");
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            StatusMetadata.Reset(tree, old);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => Check(tree, null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            Check(tree, old, errors);
        }
        else
        {
            CheckStatus(tree, errors);
        }
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        if (old is null)
        {
            StaticNames.Warn(tree, context);
        }
    }

    /// <summary>The kind's own part of the spec.</summary>
    protected abstract void CheckOwn(ObjectNode tree, ObjectNode spec, PolicyExpressions compiler, PolicyScope scope, FieldErrors errors);

    /// <summary>What else the kind asks of the operations that it is for.</summary>
    protected virtual void CheckOperations(ObjectNode spec, FieldErrors errors)
    {
    }

    /// <summary>The status written through /status.</summary>
    protected virtual void CheckStatus(ObjectNode tree, FieldErrors errors)
    {
    }

    private void Check(ObjectNode tree, ObjectNode? old, FieldErrors errors)
    {
        var spec = tree.Object("spec") ?? [];
        var before = old?.Object("spec");
        AdmissionRuleChecks.CheckEnum(spec, "failurePolicy", FailurePolicies, SpecPath, errors, required: true);
        var kind = spec.Object("paramKind");
        if (kind is not null)
        {
            ParamChecks.CheckKind(kind, SpecPath.Child("paramKind"), errors);
        }

        CheckConstraints(spec, errors);
        CheckOperations(spec, errors);
        var unchanged = before is not null && Node.DeepEquals(spec["paramKind"], before["paramKind"]) &&
            Node.DeepEquals(spec["matchConditions"], before["matchConditions"]);
        if (!unchanged)
        {
            MatchConditionChecks.Check(spec, kind is not null, SpecPath.Child("matchConditions"), errors);
        }

        var scope = PolicyScope.Authorizer | PolicyScope.Variables | (kind is null ? PolicyScope.None : PolicyScope.Params);
        var compiler = new PolicyExpressions(spec.Items("variables").Count > 0);
        PolicyVariables.Check(spec, compiler, scope, SpecPath.Child("variables"), errors);
        CheckOwn(tree, spec, compiler, scope, errors);
    }

    private static void CheckConstraints(ObjectNode spec, FieldErrors errors)
    {
        var path = SpecPath.Child("matchConstraints");
        if (spec.Object("matchConstraints") is not { } match)
        {
            errors.Required(path);
            return;
        }

        AdmissionRuleChecks.CheckMatch(match, path, errors);
        if (match.Items("resourceRules").Count == 0)
        {
            errors.Required(path.Child("resourceRules"));
        }
    }
}
