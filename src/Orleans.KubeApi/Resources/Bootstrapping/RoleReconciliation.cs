using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Bootstrapping;

/// <summary>
/// Brings a default role or binding that is already there up to date, as the original at its start: what is missing is added, what was
/// added by others stays. The annotation <c>rbac.authorization.kubernetes.io/autoupdate: "false"</c> keeps an object as it is.
/// </summary>
internal static class RoleReconciliation
{
    /// <summary>The annotation.</summary>
    public const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

    /// <summary>The object as it should be; null if it is already or must stay.</summary>
    public static ObjectNode? Reconcile(ObjectNode stored, ObjectNode wanted)
    {
        var meta = stored.Child("metadata");
        if (meta.Object("annotations").Str(AutoUpdate) == "false")
        {
            return null;
        }

        var next = (ObjectNode)stored.Clone();
        var changed = AddMembers(next, wanted, "labels") | AddMembers(next, wanted, "annotations");
        changed |= AddMissing(next, wanted, "rules", Covers);
        changed |= AddMissing(next, wanted, "subjects", Node.DeepEquals);
        if (wanted["aggregationRule"] is { } aggregation && !Node.DeepEquals(next["aggregationRule"], aggregation))
        {
            next.Set("aggregationRule", aggregation.Clone());
            changed = true;
        }

        return changed ? next : null;
    }

    private static bool AddMembers(ObjectNode next, ObjectNode wanted, string name)
    {
        var changed = false;
        foreach (var (key, value) in wanted.Child("metadata").Object(name) ?? [])
        {
            var into = next.Child("metadata").Child(name);
            if (!Node.DeepEquals(into[key], value))
            {
                into.Set(key, value.Clone());
                changed = true;
            }
        }

        return changed;
    }

    private static bool AddMissing(ObjectNode next, ObjectNode wanted, string name, Func<ObjectNode, ObjectNode, bool> fits)
    {
        var missing = wanted.ObjectsOf(name).Where(w => !next.ObjectsOf(name).Any(n => fits(n.Item, w.Item))).ToList();
        if (missing.Count == 0)
        {
            return false;
        }

        if (next.Array(name) is not { } list)
        {
            next.Set(name, list = new ArrayNode());
        }

        missing.ForEach(m => list.Add(m.Item.Clone()));
        return true;
    }

    // Whether one rule allows all that the other does.
    private static bool Covers(ObjectNode rule, ObjectNode wanted)
    {
        foreach (var name in new[] { "verbs", "apiGroups", "resources", "nonResourceURLs" })
        {
            var texts = rule.Texts(name);
            if (!texts.Contains("*") && wanted.Texts(name).Exists(w => !texts.Contains(w)))
            {
                return false;
            }
        }

        var names = rule.Texts("resourceNames");
        return names.Count == 0 || (wanted.Items("resourceNames").Count > 0 && wanted.Texts("resourceNames").TrueForAll(names.Contains));
    }
}
