using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>ValidatingWebhookConfiguration and MutatingWebhookConfiguration.</summary>
/// <param name="mutating">Webhooks may be called again.</param>
internal sealed class WebhookRules(bool mutating) : KindRules
{
    private static readonly FieldPath Path = FieldPath.Of("webhooks");
    private static readonly string[] FailurePolicies = ["Fail", "Ignore"];
    private static readonly string[] MatchPolicies = ["Equivalent", "Exact"];
    private static readonly string[] Reinvocations = ["IfNeeded", "Never"];
    private static readonly string[] NoSideEffects = ["None", "NoneOnDryRun"];
    private static readonly string[] AnySideEffects = ["None", "NoneOnDryRun", "Some", "Unknown"];
    private static readonly string[] ReviewVersions = ["v1", "v1beta1"];

    /// <inheritdoc/>
    public override bool ChecksFinalizerDomains => false;

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.OnlyNew;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        foreach (var (_, hook) in tree.ObjectsOf("webhooks"))
        {
            Fill.Pointer(hook, "failurePolicy", "Fail");
            PolicyDefaults.Match(hook, "rules");
            Fill.Pointer(hook, "timeoutSeconds", 10);
            if (mutating)
            {
                Fill.Pointer(hook, "reinvocationPolicy", "Never");
            }

            Fill.Pointer(hook.Object("clientConfig")?.Object("service"), "port", 443);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) =>
        Check(tree, new Tolerance(false, false, false, false, false), errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        var before = old.ObjectsOf("webhooks").Select(h => h.Item).ToList();
        Check(tree, new Tolerance(
            SameConditions(tree, before),
            before.Exists(h => !NoSideEffects.Contains(h.Str("sideEffects"))),
            before.Exists(h =>
            h.Items("admissionReviewVersions").Count > 0 && !h.Texts("admissionReviewVersions").Any(ReviewVersions.Contains)),
            before.Select(h => h.Str("name")).Distinct().Count() != before.Count,
            before.Exists(h => SelectorRules.HasBadValues(h.Object("namespaceSelector")) ||
                SelectorRules.HasBadValues(h.Object("objectSelector")))), errors);
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        if (old is null)
        {
            StaticNames.Warn(tree, context);
        }
    }

    private static bool SameConditions(ObjectNode tree, List<ObjectNode> before) =>
        tree.Items("webhooks").Count == before.Count &&
        tree.ObjectsOf("webhooks").All(h => Node.DeepEquals(h.Item["matchConditions"], before[h.Position]["matchConditions"]));

    private void Check(ObjectNode tree, Tolerance tolerance, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, hook) in tree.ObjectsOf("webhooks"))
        {
            CheckHook(hook, Path.Index(i), tolerance, errors);
            CheckReviewVersions(hook, Path.Index(i).Child("admissionReviewVersions"), tolerance, errors);
            var name = hook.Str("name");
            if (name.Length > 0 && !seen.Add(name) && !tolerance.SameNames)
            {
                errors.Duplicate(Path.Index(i).Child("name"), name);
            }
        }
    }

    private void CheckHook(ObjectNode hook, FieldPath path, Tolerance tolerance, FieldErrors errors)
    {
        CheckName(hook.Str("name"), path.Child("name"), errors);
        foreach (var (i, rule) in hook.ObjectsOf("rules"))
        {
            AdmissionRuleChecks.CheckRule(rule, path.Child("rules").Index(i), errors);
        }

        AdmissionRuleChecks.CheckEnum(hook, "failurePolicy", FailurePolicies, path, errors);
        AdmissionRuleChecks.CheckEnum(hook, "matchPolicy", MatchPolicies, path, errors);
        var effects = tolerance.SideEffects ? AnySideEffects : NoSideEffects;
        if (hook.Text("sideEffects") is null)
        {
            errors.Required(path.Child("sideEffects"), $"must specify one of {string.Join(", ", effects)}");
        }

        AdmissionRuleChecks.CheckEnum(hook, "sideEffects", effects, path, errors);
        if (hook.Integer("timeoutSeconds") is { } timeout and (< 1 or > 30))
        {
            errors.Invalid(path.Child("timeoutSeconds"), timeout, "the timeout value must be between 1 and 30 seconds");
        }

        SelectorRules.Check(hook.Object("namespaceSelector"), path.Child("namespaceSelector"), errors, tolerance.LabelValues);
        SelectorRules.Check(hook.Object("objectSelector"), path.Child("objectSelector"), errors, tolerance.LabelValues);
        if (mutating)
        {
            AdmissionRuleChecks.CheckEnum(hook, "reinvocationPolicy", Reinvocations, path, errors);
        }

        ClientConfigChecks.Check(hook.Object("clientConfig") ?? [], path.Child("clientConfig"), errors);
        if (!tolerance.Conditions)
        {
            MatchConditionChecks.Check(hook, hasParams: false, path.Child("matchConditions"), errors);
            if (errors.Count == 0 && hook.Items("matchConditions").Count > 0)
            {
                errors.Forbidden(path.Child("matchConditions"), "this version of the server does not evaluate match conditions");
            }
        }
    }

    private static void CheckName(string name, FieldPath path, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        if (NameRules.Subdomain(name) is { Count: > 0 } wrong)
        {
            errors.Invalid(path, name, string.Join(',', wrong));
        }
        else if (name.Split('.').Length < 3)
        {
            errors.Invalid(path, name, "should be a domain with at least three segments separated by dots");
        }
    }

    private static void CheckReviewVersions(ObjectNode hook, FieldPath path, Tolerance tolerance, FieldErrors errors)
    {
        var versions = hook.Texts("admissionReviewVersions");
        if (versions.Count == 0)
        {
            errors.Required(path, $"must specify one of {string.Join(", ", ReviewVersions)}");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < versions.Count; i++)
        {
            if (!seen.Add(versions[i]))
            {
                errors.Invalid(path.Index(i), versions[i], "duplicate version");
                continue;
            }

            FieldChecks.Report(errors, path.Index(i), versions[i], NameRules.Label1035(versions[i]));
        }

        if (!tolerance.ReviewVersions && !versions.Any(ReviewVersions.Contains))
        {
            errors.Invalid(path, hook["admissionReviewVersions"], $"must include at least one of {string.Join(", ", ReviewVersions)}");
        }
    }

    // What the stored object has wrong already isn't held against an update.
    private readonly record struct Tolerance(bool Conditions, bool SideEffects, bool ReviewVersions, bool SameNames, bool LabelValues);
}
