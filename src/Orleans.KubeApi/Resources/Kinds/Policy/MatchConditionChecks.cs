using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;
using Orleans.KubeApi.Schema.Cel;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>matchConditions: named expressions that must be bool.</summary>
internal static class MatchConditionChecks
{
    private const int Most = 64;

    /// <summary>Checks the conditions of a webhook or a policy.</summary>
    /// <param name="owner">What has them.</param>
    /// <param name="hasParams">They may name params.</param>
    /// <param name="path">Where the list stands.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static void Check(ObjectNode owner, bool hasParams, FieldPath path, FieldErrors errors)
    {
        var count = owner.Items("matchConditions").Count;
        if (count > Most)
        {
            errors.TooMany(path, count, Most);
        }

        var scope = PolicyScope.Authorizer | (hasParams ? PolicyScope.Params : PolicyScope.None);
        var compiler = new PolicyExpressions(hasVariables: false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, condition) in owner.ObjectsOf("matchConditions"))
        {
            var at = path.Index(i);
            var expression = condition.Str("expression").Trim();
            if (expression.Length == 0)
            {
                errors.Required(at.Child("expression"));
            }
            else
            {
                compiler.Check(expression, expression, scope, [CelType.Bool], at.Child("expression"), errors);
            }

            CheckName(condition.Str("name"), seen, at.Child("name"), errors);
        }
    }

    private static void CheckName(string name, HashSet<string> seen, FieldPath path, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        Names.Qualified(errors, path, name);

        if (!seen.Add(name))
        {
            errors.Duplicate(path, name);
        }
    }
}
