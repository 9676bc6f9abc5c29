using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>JSON merge patch (RFC 7386): objects merge, null deletes, everything else replaces.</summary>
internal static class MergePatch
{
    /// <summary>
    /// Applies the patch. A target object is changed in place and returned; another target is replaced. The result may share parts with
    /// the patch, so the patch is to be dropped.
    /// </summary>
    public static Node Apply(Node target, ObjectNode patch)
    {
        var result = target as ObjectNode ?? [];
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case NullNode:
                    result.Remove(name);
                    break;
                case ObjectNode part:
                    // Also where nothing is there yet: nulls inside the patch must not be stored.
                    result.Set(name, Apply(result[name] ?? new ObjectNode(), part));
                    break;
                default:
                    result.Set(name, value);
                    break;
            }
        }

        return result;
    }
}
