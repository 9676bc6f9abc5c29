using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>ValidatingAdmissionPolicyBinding and MutatingAdmissionPolicyBinding.</summary>
/// <param name="validating">It also says what a failed validation does.</param>
internal sealed class PolicyBindingRules(bool validating) : KindRules
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");
    private static readonly string[] Actions = ["Audit", "Deny", "Warn"];

    /// <inheritdoc/>
    public override bool ChecksFinalizerDomains => false;

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.OnlyNew;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree) =>
        PolicyDefaults.Match(tree.Object("spec")?.Object("matchResources"), "resourceRules", "excludeResourceRules");

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var spec = tree.Object("spec") ?? [];
        var policy = spec.Str("policyName");
        if (policy.Length == 0)
        {
            errors.Required(SpecPath.Child("policyName"));
        }

        foreach (var wrong in policy.Length == 0 ? [] : NameRules.Subdomain(policy))
        {
            errors.Invalid(SpecPath.Child("policyName"), policy, wrong);
        }

        ParamChecks.CheckReference(spec.Object("paramRef"), SpecPath.Child("paramRef"), errors);
        if (spec.Object("matchResources") is { } match)
        {
            AdmissionRuleChecks.CheckMatch(match, SpecPath.Child("matchResources"), errors);
            if (!validating)
            {
                AdmissionRuleChecks.CheckMutable(match, SpecPath.Child("matchResources"), errors);
            }
        }

        if (validating)
        {
            CheckActions(spec, SpecPath.Child("validationActions"), errors);
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

    private static void CheckActions(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var actions = spec.Texts("validationActions");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < actions.Count; i++)
        {
            if (!Actions.Contains(actions[i]))
            {
                errors.NotSupported(path.Index(i), actions[i], Actions);
            }

            if (!seen.Add(actions[i]))
            {
                errors.Duplicate(path.Index(i), actions[i]);
            }
        }

        if (seen.Contains("Deny") && seen.Contains("Warn"))
        {
            errors.Invalid(path, spec["validationActions"], "must not contain both Deny and Warn (repeating the same validation failure " +
                "information in the API response and headers serves no purpose)");
        }

        if (seen.Count == 0)
        {
            errors.Required(path, "at least one validation action is required");
        }
    }
}
