using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>status.conditions of flow schemas and priority levels: a type each, each once.</summary>
internal static class FlowConditions
{
    /// <summary>Checks the conditions of an object's status.</summary>
    public static void Check(ObjectNode tree, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, condition) in tree.Object("status").ObjectsOf("conditions"))
        {
            var type = condition.Str("type");
            if (!seen.Add(type))
            {
                errors.Duplicate(path.Index(i).Child("type"), type);
            }

            if (type.Length == 0)
            {
                errors.Required(path.Index(i).Child("type"), "must not be empty");
            }
        }
    }
}
