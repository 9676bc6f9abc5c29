using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Core;

/// <summary>Core ResourceQuota: what it may count, and in which scopes.</summary>
internal sealed class ResourceQuotaRules : KindRules
{
    private const string ExistsOnly =
        "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, " +
        "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly FieldPath Status = FieldPath.Of("status");

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        ResourceLists.RoundToMilli(tree.Object("spec")?.Object("hard"));
        ResourceLists.RoundToMilli(tree.Object("status")?.Object("hard"));
        ResourceLists.RoundToMilli(tree.Object("status")?.Object("used"));
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var spec = tree.Object("spec");
        CheckList(errors, Spec.Child("hard"), spec?.Object("hard"));
        CheckScopes(errors, spec);
        CheckSelector(errors, spec);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "status")
        {
            CheckList(errors, Status.Child("hard"), tree.Object("status")?.Object("hard"));
            CheckList(errors, Status.Child("used"), tree.Object("status")?.Object("used"));
            return;
        }

        Validate(tree, errors, context);
        var scopes = Scopes(tree.Object("spec"));
        if (!scopes.SetEquals(Scopes(old.Object("spec"))))
        {
            errors.Invalid(Spec.Child("scopes"), tree.Object("spec")?["scopes"], Checks.ImmutableText);
        }
    }

    private static HashSet<string> Scopes(ObjectNode? spec) =>
        [.. spec.Items("scopes").OfType<TextNode>().Select(s => s.Value)];

    private static void CheckList(FieldErrors errors, FieldPath path, ObjectNode? list)
    {
        foreach (var (name, value) in list ?? [])
        {
            QuotaNames.CheckQuotaName(errors, path.Key(name), name);
            QuotaNames.CheckAmount(errors, path.Key(name), name, value);
        }
    }

    private static void CheckScopes(FieldErrors errors, ObjectNode? spec)
    {
        var list = spec?.Array("scopes");
        if (list is not { Items.Count: > 0 })
        {
            return;
        }

        var path = Spec.Child("scopes");
        var fitting = new HashSet<string>(StringComparer.Ordinal);
        foreach (var scope in list.Items.OfType<TextNode>().Select(s => s.Value))
        {
            if (!QuotaNames.IsScope(scope))
            {
                errors.Invalid(path, list, "unsupported scope");
            }

            CheckFit(errors, path, list, scope, spec, fitting);
        }

        CheckPairs(errors, path, list, Scopes(spec));
    }

    // An unknown scope fits all; one that fitted once isn't looked at again, nor is any when no more errors are kept.
    private static void CheckFit(
        FieldErrors errors, FieldPath path, Node shown, string scope, ObjectNode? spec, HashSet<string> fitting)
    {
        if (!QuotaNames.IsScope(scope) || fitting.Contains(scope) || errors.IsFull)
        {
            return;
        }

        var before = errors.Count;
        foreach (var (name, _) in spec?.Object("hard") ?? [])
        {
            if (QuotaNames.IsQuota(name) && !QuotaNames.FitsScope(scope, name))
            {
                errors.Invalid(path, shown, "unsupported scope applied to resource");
            }
        }

        if (errors.Count == before)
        {
            fitting.Add(scope);
        }
    }

    private static void CheckPairs(FieldErrors errors, FieldPath path, Node? shown, HashSet<string> scopes)
    {
        if (scopes.Contains("BestEffort") && scopes.Contains("NotBestEffort"))
        {
            errors.Invalid(path, shown, "conflicting scopes");
        }

        if (scopes.Contains("Terminating") && scopes.Contains("NotTerminating"))
        {
            errors.Invalid(path, shown, "conflicting scopes");
        }
    }

    private static void CheckSelector(FieldErrors errors, ObjectNode? spec)
    {
        if (spec?.Object("scopeSelector") is not { } selector)
        {
            return;
        }

        var path = Spec.Child("scopeSelector").Child("matchExpressions");
        var scopes = new HashSet<string>();
        var fitting = new HashSet<string>(StringComparer.Ordinal);
        foreach (var requirement in selector.Items("matchExpressions").OfType<ObjectNode>())
        {
            var scope = requirement.Str("scopeName");
            if (!QuotaNames.IsScope(scope))
            {
                errors.Invalid(path.Child("scopeName"), scope, "unsupported scope");
            }

            CheckFit(errors, path, selector, scope, spec, fitting);
            CheckOperator(errors, path, requirement, scope);
            scopes.Add(scope);
        }

        CheckPairs(errors, path, spec["scopes"], scopes);
    }

    private static void CheckOperator(FieldErrors errors, FieldPath path, ObjectNode requirement, string scope)
    {
        var word = requirement.Str("operator");
        if (word != "Exists"
            && scope is ("BestEffort" or "NotBestEffort" or "Terminating" or "NotTerminating" or "CrossNamespacePodAffinity"))
        {
            errors.Invalid(path.Child("operator"), word, ExistsOnly);
        }

        var values = requirement.Items("values");
        switch (word)
        {
            case "In" or "NotIn" when values.Count == 0:
                errors.Required(path.Child("values"), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                errors.Invalid(path.Child("values"), requirement["values"],
                    "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
                break;
            default:
                errors.Invalid(path.Child("operator"), word, "not a valid selector operator");
                break;
        }
    }
}
