using System.Text;
using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>Checks of metav1.Condition (apimachinery ValidateConditions).</summary>
internal static partial class DeviceConditions
{
    private const int LongestReason = 1024;
    private const int LongestMessage = 32 << 10;
    private const string ReasonText =
        "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', " +
        "and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or " +
        "'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";

    private static readonly string[] States = ["False", "True", "Unknown"];

    /// <summary>Checks a list of conditions, one a type.</summary>
    public static void Check(FieldErrors errors, FieldPath path, List<Node> conditions)
    {
        var types = new HashSet<string>();
        for (var i = 0; i < conditions.Count; i++)
        {
            var type = FieldChecks.Text(conditions[i] as ObjectNode, "type");
            if (!types.Add(type))
            {
                errors.Duplicate(path.Index(i).Child("type"), type);
            }

            CheckOne(errors, path.Index(i), conditions[i] as ObjectNode);
        }
    }

    private static void CheckOne(FieldErrors errors, FieldPath path, ObjectNode? condition)
    {
        FieldChecks.Qualified(errors, path.Child("type"), FieldChecks.Text(condition, "type"));
        var status = FieldChecks.Text(condition, "status");
        if (!States.Contains(status))
        {
            errors.NotSupported(path.Child("status"), status, States);
        }

        FieldChecks.NotNegative(errors, path.Child("observedGeneration"), condition?["observedGeneration"]);
        if (FieldChecks.Text(condition, "lastTransitionTime").Length == 0)
        {
            errors.Required(path.Child("lastTransitionTime"), "must be set");
        }

        var reason = FieldChecks.Text(condition, "reason");
        if (reason.Length == 0)
        {
            errors.Required(path.Child("reason"), "must be set");
        }
        else
        {
            if (!ReasonForm().IsMatch(reason))
            {
                errors.Invalid(path.Child("reason"), reason, ReasonText);
            }

            if (Encoding.UTF8.GetByteCount(reason) > LongestReason)
            {
                errors.TooLong(path.Child("reason"), LongestReason);
            }
        }

        if (Encoding.UTF8.GetByteCount(FieldChecks.Text(condition, "message")) > LongestMessage)
        {
            errors.TooLong(path.Child("message"), LongestMessage);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?\z")]
    private static partial Regex ReasonForm();
}
