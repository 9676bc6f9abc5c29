using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>metav1.Condition lists, as the original's ValidateConditions.</summary>
internal static partial class ConditionRules
{
    private const int LongestReason = 1024;
    private const int LongestMessage = 32 * 1024;
    private const string ReasonText =
        "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and " +
        "must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or " +
        "'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";

    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    /// <summary>Checks the <c>conditions</c> of a status.</summary>
    public static void Check(ObjectNode? status, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, condition) in status.ObjectsOf("conditions"))
        {
            if (!seen.Add(condition.TextOf("type")))
            {
                errors.Duplicate(path.Index(i).Child("type"), condition.TextOf("type"));
            }

            CheckOne(condition, path.Index(i), errors);
        }
    }

    private static void CheckOne(ObjectNode condition, FieldPath path, FieldErrors errors)
    {
        foreach (var wrong in NameRules.Qualified(condition.TextOf("type")))
        {
            errors.Invalid(path.Child("type"), condition.TextOf("type"), wrong);
        }

        if (!Statuses.Contains(condition.TextOf("status")))
        {
            errors.NotSupported(path.Child("status"), condition.TextOf("status"), Statuses);
        }

        if (condition.Integer("observedGeneration") is < 0 and var generation)
        {
            errors.Invalid(path.Child("observedGeneration"), generation, "must be greater than or equal to zero");
        }

        if (condition.TextOf("lastTransitionTime").Length == 0)
        {
            errors.Required(path.Child("lastTransitionTime"), "must be set");
        }

        CheckReason(condition.TextOf("reason"), path.Child("reason"), errors);
        if (condition.TextOf("message").Length > LongestMessage)
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

        if (reason.Length > LongestReason)
        {
            errors.TooLong(path, LongestReason);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?\z")]
    private static partial Regex ReasonForm();
}
