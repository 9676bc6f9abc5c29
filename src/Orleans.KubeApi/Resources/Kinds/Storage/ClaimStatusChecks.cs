using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Core;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>Checks of a claim's status.</summary>
internal static class ClaimStatusChecks
{
    private static readonly FieldPath Status = FieldPath.Of("status");
    private static readonly string[] Resizes =
        ["ControllerResizeInProgress", "ControllerResizeInfeasible", "NodeResizeInProgress", "NodeResizeInfeasible", "NodeResizePending"];

    /// <summary>Checks amounts and resize states.</summary>
    public static void Check(FieldErrors errors, ObjectNode tree)
    {
        if (tree.Object("spec").Items("accessModes").Count == 0)
        {
            errors.Required(FieldPath.Of("Spec").Child("accessModes"));
        }

        var status = tree.Object("status");
        foreach (var (name, value) in status?.Object("capacity") ?? [])
        {
            CheckBasic(errors, Status.Child("capacity").Key(name), value);
        }

        foreach (var (name, value) in status?.Object("allocatedResourceStatuses") ?? [])
        {
            // The path is the original's own slip.
            CheckKey(errors, Status.Child("allocatedResourceStatus"), name);
            if (value is not TextNode text || !Resizes.Contains(text.Value))
            {
                errors.NotSupported(Status.Child("allocatedResourceStatus"), name, Resizes);
            }
        }

        foreach (var (name, value) in status?.Object("allocatedResources") ?? [])
        {
            var path = Status.Child("allocatedResources");
            if (CheckKey(errors, path, name) && CheckBasic(errors, path.Key(name), value))
            {
                QuotaNames.CheckAmount(errors, path.Key(name), "storage", value);
            }
        }
    }

    private static bool CheckBasic(FieldErrors errors, FieldPath path, Node value)
    {
        if (ResourceLists.Amount(value).Mantissa.Sign >= 0)
        {
            return true;
        }

        errors.Invalid(path, value, "must be a valid resource quantity");
        return false;
    }

    private static bool CheckKey(FieldErrors errors, FieldPath path, string name)
    {
        var wrong = LabelSyntax.KeyErrors(name);
        FieldChecks.Report(errors, path, name, wrong);
        if (wrong.Count == 0 && QuotaNames.IsNative(name) && name != "storage")
        {
            errors.NotSupported(path, name, ["storage"]);
            return false;
        }

        return wrong.Count == 0;
    }
}
