using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>storage.k8s.io StorageClass: all but its mount options, topology and expansion is fixed.</summary>
internal sealed class StorageClassRules : KindRules
{
    private const int MostParameters = 512;
    private const int LargestParameters = 256 << 10;
    private static readonly string[] Policies = ["Delete", "Retain"];
    private static readonly string[] Modes = ["Immediate", "WaitForFirstConsumer"];

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        Fill.Pointer(tree, "reclaimPolicy", "Delete");
        Fill.Pointer(tree, "volumeBindingMode", "Immediate");
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        CheckProvisioner(errors, FieldPath.Of("provisioner"), tree.Str("provisioner"));
        CheckParameters(errors, FieldPath.Of("parameters"), tree.Object("parameters"));
        var policy = tree.Str("reclaimPolicy");
        if (policy.Length > 0 && !Policies.Contains(policy))
        {
            errors.NotSupported(FieldPath.Of("reclaimPolicy"), policy, Policies);
        }

        var mode = tree.Str("volumeBindingMode");
        if (!Modes.Contains(mode))
        {
            errors.NotSupported(FieldPath.Of("volumeBindingMode"), mode, Modes);
        }

        CheckTopologies(errors, FieldPath.Of("allowedTopologies"), tree.Items("allowedTopologies"));
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        Validate(tree, errors, context);
        foreach (var member in (ReadOnlySpan<string>)["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"])
        {
            if (!Checks.Same(tree[member], old[member]))
            {
                errors.Invalid(FieldPath.Of(member), tree[member], Checks.ImmutableText);
            }
        }
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        var terms = tree.Items("allowedTopologies");
        for (var i = 0; i < terms.Count; i++)
        {
            var expressions = (terms[i] as ObjectNode).Items("matchLabelExpressions");
            for (var j = 0; j < expressions.Count; j++)
            {
                var path = FieldPath.Of("allowedTopologies").Index(i).Child("matchLabelExpressions").Index(j).Child("key");
                DeprecatedNodeLabels.WarnUnnamed((expressions[j] as ObjectNode).Str("key"), path, context.Warnings);
            }
        }
    }

    /// <summary>A driver's name: a qualified name in any case.</summary>
    internal static void CheckProvisioner(FieldErrors errors, FieldPath path, string name)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        // The original shows the name as it compares it: in lower case.
        var lower = name.ToLowerInvariant();
        Names.Qualified(errors, path, lower);
    }

    /// <summary>Parameters for a driver: no more than 512 and 256 KiB.</summary>
    internal static void CheckParameters(FieldErrors errors, FieldPath path, ObjectNode? parameters)
    {
        if (parameters?.Count > MostParameters)
        {
            errors.TooLong(path, MostParameters);
            return;
        }

        if (parameters?.Has("") == true)
        {
            errors.Invalid(path, "", "field can not be empty.");
        }

        if (FieldChecks.Size(parameters) > LargestParameters)
        {
            errors.TooLong(path, LargestParameters);
        }
    }

    private static void CheckTopologies(FieldErrors errors, FieldPath path, List<Node> terms)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < terms.Count; i++)
        {
            var values = CheckTerm(errors, path.Index(i), terms[i] as ObjectNode);
            if (!seen.Add(Shown(values)))
            {
                errors.Duplicate(path.Index(i).Child("matchLabelExpressions"), "");
            }
        }
    }

    private static Dictionary<string, HashSet<string>> CheckTerm(FieldErrors errors, FieldPath path, ObjectNode? term)
    {
        var all = new Dictionary<string, HashSet<string>>();
        var expressions = term.Items("matchLabelExpressions");
        path = path.Child("matchLabelExpressions");
        if (expressions.Count == 0)
        {
            errors.Required(path);
        }

        for (var i = 0; i < expressions.Count; i++)
        {
            var expression = expressions[i] as ObjectNode;
            var key = expression.Str("key");
            var values = new HashSet<string>();
            var list = expression.Items("values");
            if (list.Count == 0)
            {
                errors.Required(path.Index(i).Child("values"));
            }

            for (var j = 0; j < list.Count; j++)
            {
                if (list[j] is TextNode text && !values.Add(text.Value))
                {
                    errors.Duplicate(path.Index(i).Child("values").Index(j), text);
                }
            }

            Names.Qualified(errors, path.Index(i).Child("key"), key);
            if (!all.TryAdd(key, values))
            {
                errors.Duplicate(path.Index(i).Child("key"), key);
            }
        }

        return all;
    }

    // Equal for terms of the same keys with the same values, in whatever order.
    private static string Shown(Dictionary<string, HashSet<string>> term) => string.Join(';', term
        .OrderBy(e => e.Key, StringComparer.Ordinal)
        .Select(e => $"{GoText.Quote(e.Key)}:{string.Join(',', e.Value.Order(StringComparer.Ordinal).Select(v => GoText.Quote(v)))}"));
}
