using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Owner references that stand twice in an object are kept once.</summary>
internal static class OwnerReferences
{
    /// <summary>Removes equal references and says so in a warning, in the original's words.</summary>
    /// <param name="tree">The object; changed in place.</param>
    /// <param name="warnings">Gets a text if something was removed.</param>
    /// <param name="afterAdmission">Whether plug-ins may have added them.</param>
    public static void Deduplicate(ObjectNode tree, List<string> warnings, bool afterAdmission = false)
    {
        if (tree.Object("metadata")?.Array("ownerReferences") is not { Items.Count: > 1 } owners)
        {
            return;
        }

        var kept = new List<Node>();
        var seen = new HashSet<(string?, string?, string?, string?, bool?, bool?)>();
        var removed = new List<string>();
        foreach (var owner in owners.Items)
        {
            if (!seen.Add(Key(owner as ObjectNode)))
            {
                removed.Add((owner as ObjectNode)?.Text("uid") ?? "");
            }
            else
            {
                kept.Add(owner);
            }
        }

        if (removed.Count == 0)
        {
            return;
        }

        tree.Object("metadata")!.Set("ownerReferences", new ArrayNode(kept));
        var when = afterAdmission ? " after mutating admission happens" : "";
        var where = afterAdmission ? " after mutating admission" : "";
        warnings.Add($".metadata.ownerReferences contains duplicate entries{when}; API server dedups owner references in 1.20+, and may " +
            $"reject such requests as early as 1.24; please fix your requests; " +
            $"duplicate UID(s) observed{where}: {string.Join(", ", removed)}");
    }

    // All there is of a reference.
    private static (string?, string?, string?, string?, bool?, bool?) Key(ObjectNode? owner) => (
        owner?.Text("uid"), owner?.Text("name"), owner?.Text("kind"), owner?.Text("apiVersion"),
        (owner?["controller"] as BoolNode)?.Value, (owner?["blockOwnerDeletion"] as BoolNode)?.Value);
}
