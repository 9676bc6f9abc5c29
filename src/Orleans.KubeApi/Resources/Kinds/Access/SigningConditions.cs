using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>
/// Conditions of a CertificateSigningRequest. What was stored wrong before may stay wrong; Approved, Denied and Failed never go away.
/// </summary>
internal static class SigningConditions
{
    private static readonly FieldPath Path = FieldPath.Of("status").Child("conditions");
    private static readonly string[] Final = ["Approved", "Denied", "Failed"];
    private static readonly string[] AnyStatus = ["False", "True", "Unknown"];
    private static readonly string[] OnlyTrue = ["True"];

    /// <summary>
    /// What a write through /status says of Approved and Denied is replaced by what is stored, unless there are more or fewer of them: that
    /// is refused.
    /// </summary>
    public static void KeepDecision(ObjectNode tree, ObjectNode old)
    {
        var conditions = tree.Object("status").Items("conditions");
        foreach (var type in Final[..2])
        {
            var before = Of(old, type);
            var positions = Enumerable.Range(0, conditions.Count).Where(i => conditions[i].Obj().Str("type") == type).ToList();
            for (var i = 0; i < positions.Count && positions.Count == before.Count; i++)
            {
                conditions[positions[i]] = before[i].Clone();
            }
        }
    }

    /// <summary>Checks the conditions by themselves.</summary>
    public static void Check(ObjectNode tree, ObjectNode? old, FieldErrors errors)
    {
        var before = old is null ? [] : Types(old);
        var both = before.Contains("Approved") && before.Contains("Denied");
        var duplicates = before.Distinct().Count() != before.Count;
        var hadUntyped = before.Contains("");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, condition) in tree.Object("status").ObjectsOf("conditions"))
        {
            var type = condition.Str("type");
            if (type.Length == 0 && !hadUntyped)
            {
                errors.Required(Path.Index(i).Child("type"));
            }

            CheckStatus(condition, Path.Index(i).Child("status"), errors);
            if (!both && ((type == "Approved" && seen.Contains("Denied")) || (type == "Denied" && seen.Contains("Approved"))))
            {
                errors.Invalid(Path.Index(i).Child("type"), type, "Approved and Denied conditions are mutually exclusive");
            }

            if (!seen.Add(type) && !duplicates)
            {
                errors.Duplicate(Path.Index(i).Child("type"), type);
            }
        }
    }

    /// <summary>Checks the conditions against the old ones.</summary>
    public static void CheckUpdate(ObjectNode tree, ObjectNode old, bool approval, FieldErrors errors)
    {
        foreach (var type in Final)
        {
            if (Of(tree, type).Count < Of(old, type).Count)
            {
                errors.Forbidden(Path, $"updates may not remove a condition of type \"{type}\"");
            }
        }

        foreach (var type in approval ? [] : Final.AsSpan(0, 2))
        {
            var now = Of(tree, type);
            var before = Of(old, type);
            if (now.Count > before.Count)
            {
                errors.Forbidden(Path, $"updates may not add a condition of type \"{type}\"");
            }
            else if (now.Count == before.Count && !now.Zip(before).All(p => Node.DeepEquals(p.First, p.Second)))
            {
                errors.Forbidden(Path, $"updates may not modify a condition of type \"{type}\"\n");
            }
        }
    }

    private static void CheckStatus(ObjectNode condition, FieldPath path, FieldErrors errors)
    {
        var status = condition.Str("status");
        var allowed = Final.Contains(condition.Str("type")) ? OnlyTrue : AnyStatus;
        if (status.Length == 0)
        {
            errors.Required(path);
        }
        else if (!allowed.Contains(status))
        {
            errors.NotSupported(path, status, allowed);
        }
    }

    private static List<string> Types(ObjectNode tree) =>
        [.. tree.Object("status").ObjectsOf("conditions").Select(c => c.Item.Str("type"))];

    private static List<ObjectNode> Of(ObjectNode tree, string type) =>
        [.. tree.Object("status").ObjectsOf("conditions").Select(c => c.Item).Where(c => c.Str("type") == type)];
}
