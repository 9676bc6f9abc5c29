using System.Text;
using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Checks of metav1 conditions in a status (apimachinery's ValidateConditions).</summary>
internal static partial class ConditionRules
{
    private const int LongestReason = 1024;
    private const int LongestMessage = 32 * 1024;
    private const string ReasonText =
        "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', "
        + "and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or "
        + "'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";

    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    /// <summary>Checks the <c>conditions</c> of a status.</summary>
    public static void Check(ObjectNode? status, FieldPath path, FieldErrors errors) =>
        Check(status?.Array("conditions")?.Items ?? [], path, errors);

    /// <summary>Checks a list of conditions.</summary>
    public static void Check(List<Node> conditions, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < conditions.Count; i++)
        {
            var condition = conditions[i].Obj();
            var type = condition.Str("type");
            if (!seen.Add(type))
            {
                errors.Duplicate(path.Index(i).Child("type"), type);
            }

            CheckOne(condition, path.Index(i), errors);
        }
    }

    private static void CheckOne(ObjectNode condition, FieldPath path, FieldErrors errors)
    {
        Names.Qualified(errors, path.Child("type"), condition.Str("type"));
        if (condition.Str("status") is not ("True" or "False" or "Unknown"))
        {
            errors.NotSupported(path.Child("status"), condition.Str("status"), Statuses);
        }

        if (condition.Int("observedGeneration") < 0)
        {
            errors.Invalid(path.Child("observedGeneration"), condition["observedGeneration"], "must be greater than or equal to zero");
        }

        if (condition["lastTransitionTime"] is not TextNode)
        {
            errors.Required(path.Child("lastTransitionTime"), "must be set");
        }

        CheckReason(condition.Str("reason"), path.Child("reason"), errors);
        if (Encoding.UTF8.GetByteCount(condition.Str("message")) > LongestMessage)
        {
            errors.TooLong(path.Child("message"), LongestMessage);
        }
    }

    private static void CheckReason(string reason, FieldPath path, FieldErrors errors)
    {
        if (reason.Length == 0)
        {
            errors.Required(path, "must be set");
            return;
        }

        if (!ReasonForm().IsMatch(reason))
        {
            errors.Invalid(path, reason, ReasonText);
        }

        if (Encoding.UTF8.GetByteCount(reason) > LongestReason)
        {
            errors.TooLong(path, LongestReason);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?\z")]
    private static partial Regex ReasonForm();
}
