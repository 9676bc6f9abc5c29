using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>Role and ClusterRole: what a rule may say.</summary>
/// <param name="namespaced">A Role: no non-resource URLs, no aggregation.</param>
internal sealed class RoleRules(bool namespaced) : KindRules
{
    private static readonly FieldPath RulesPath = FieldPath.Of("rules");
    private static readonly FieldPath SelectorsPath = FieldPath.Of("aggregationRule").Child("clusterRoleSelectors");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => new(AsNew: 2, AsChange: 1);

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => Check(tree, errors, tolerateValues: false);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        // The original checks the rules as new ones and as changed ones: what is wrong is listed twice.
        var tolerates = old.Object("aggregationRule").ObjectsOf("clusterRoleSelectors").Any(s => SelectorRules.HasBadValues(s.Item));
        Check(tree, errors, tolerates);
        Check(tree, errors, tolerates);
    }

    private void Check(ObjectNode tree, FieldErrors errors, bool tolerateValues)
    {
        foreach (var (i, rule) in tree.ObjectsOf("rules"))
        {
            CheckRule(rule, RulesPath.Index(i), errors);
        }

        if (!namespaced && tree.Object("aggregationRule") is { } aggregation)
        {
            CheckAggregation(aggregation, errors, tolerateValues);
        }
    }

    private void CheckRule(ObjectNode rule, FieldPath path, FieldErrors errors)
    {
        if (rule.Items("verbs").Count == 0)
        {
            errors.Required(path.Child("verbs"), "verbs must contain at least one value");
        }

        if (rule.Items("nonResourceURLs").Count > 0)
        {
            CheckNonResourceRule(rule, path.Child("nonResourceURLs"), errors);
            return;
        }

        if (rule.Items("apiGroups").Count == 0)
        {
            errors.Required(path.Child("apiGroups"), "resource rules must supply at least one api group");
        }

        if (rule.Items("resources").Count == 0)
        {
            errors.Required(path.Child("resources"), "resource rules must supply at least one resource");
        }
    }

    private void CheckNonResourceRule(ObjectNode rule, FieldPath path, FieldErrors errors)
    {
        if (namespaced)
        {
            errors.Invalid(path, rule["nonResourceURLs"], "namespaced rules cannot apply to non-resource URLs");
        }

        if (rule.Items("apiGroups").Count > 0 || rule.Items("resources").Count > 0 || rule.Items("resourceNames").Count > 0)
        {
            errors.Invalid(path, rule["nonResourceURLs"], "rules cannot apply to both regular resources and non-resource URLs");
        }
    }

    private static void CheckAggregation(ObjectNode aggregation, FieldErrors errors, bool tolerateValues)
    {
        if (aggregation.Items("clusterRoleSelectors").Count == 0)
        {
            errors.Required(SelectorsPath, "at least one clusterRoleSelector required if aggregationRule is non-nil");
        }

        foreach (var (i, selector) in aggregation.ObjectsOf("clusterRoleSelectors"))
        {
            var before = errors.Count;
            SelectorRules.Check(selector, SelectorsPath.Index(i), errors, tolerateValues);
            if (errors.Count > before)
            {
                // The original then fails to compile the selector and prints the interface's nil.
                errors.Invalid(SelectorsPath.Index(i), NullNode.Instance, "invalid label selector.");
            }
        }
    }
}
