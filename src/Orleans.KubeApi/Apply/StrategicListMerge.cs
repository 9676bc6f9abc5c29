using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>Lists whose patch strategy is merge: elements are maps matched by a key, or scalars that form a set.</summary>
internal static class StrategicListMerge
{
    /// <summary>Merges the patch's elements into the list.</summary>
    public static ArrayNode Merge(ArrayNode target, ArrayNode patch, PatchRule rule)
    {
        if (target.Items.Count == 0 && patch.Items.Count == 0)
        {
            return target;
        }

        var maps = HoldMaps(target, patch);
        List<Node> original = target.Items;
        List<Node> merged;
        IReadOnlyList<Node> order = patch.Items;
        if (maps)
        {
            if (rule.MergeKey.Length == 0)
            {
                throw StrategicPatchErrors.NoListKey(rule.Name);
            }

            order = RunDirectives(ref original, patch, rule.MergeKey);
            merged = MergeMaps(original, order, rule);
        }
        else
        {
            merged = Union(original, patch.Items);
        }

        return Arrange(merged, order, original, maps ? rule.MergeKey : "");
    }

    /// <summary>Merges a list that the patch gives an order for. Null: neither side has the list.</summary>
    public static ArrayNode? MergeOrdered(ArrayNode? target, ArrayNode? patch, ArrayNode order, PatchRule rule)
    {
        if (patch is not null)
        {
            CheckOrder(patch, order, rule.MergeKey);
        }

        // Merging may change the target's list, but its order counts below.
        List<Node> original = target is null ? [] : [.. target.Items];
        var merged = (target, patch) switch
        {
            (null, null) => null,
            (null, _) => PatchDirectives.Strip(patch) as ArrayNode,
            (_, null) => target,
            _ when rule.Strategy == "merge" => Merge(target, patch, rule),
            _ => patch,
        };
        if (merged is null || merged.Items.Count == 0)
        {
            return merged;
        }

        _ = HoldMaps(merged, order);
        return Arrange(merged.Items, order.Items, original, rule.MergeKey);
    }

    /// <summary>
    /// Takes out the directives: deletes what they name from the original, or replaces the original by the plain elements.
    /// Returns the elements that remain to be merged.
    /// </summary>
    private static List<Node> RunDirectives(ref List<Node> original, ArrayNode patch, string mergeKey)
    {
        var plain = new List<Node>(patch.Items.Count);
        var deleted = new HashSet<ElementKey>();
        var replace = false;
        foreach (var item in patch.Items.Cast<ObjectNode>())
        {
            if (!item.TryGet(PatchDirectives.Patch, out var directive))
            {
                plain.Add(item);
                continue;
            }

            switch ((directive as TextNode)?.Value)
            {
                case "delete":
                    deleted.Add(ElementKey.Of(item, mergeKey));
                    break;
                case "replace":
                    replace = true;
                    break;
                case "merge":
                    throw StrategicPatchErrors.MergeOfLists();
                default:
                    throw StrategicPatchErrors.UnknownDirective(directive, item);
            }
        }

        if (deleted.Count > 0)
        {
            // An element of the server without the key can't be meant.
            original.RemoveAll(o => o is ObjectNode map && map[mergeKey] is { } key && deleted.Contains(ElementKey.OfValue(key)));
        }

        if (!replace)
        {
            return plain;
        }

        original = plain;
        return [];
    }

    private static List<Node> MergeMaps(List<Node> original, IReadOnlyList<Node> patch, PatchRule rule)
    {
        var merged = new List<Node>(original);
        var index = ElementKey.Index(original, rule.MergeKey);
        foreach (var item in patch.Cast<ObjectNode>())
        {
            if (index.TryGetValue(ElementKey.Of(item, rule.MergeKey), out var at))
            {
                merged[at] = StrategicMergePatch.Merge((ObjectNode)merged[at], item, rule.Element);
            }
            else if (PatchDirectives.Strip(item) is { } added)
            {
                index.Add(ElementKey.Of(item, rule.MergeKey), merged.Count);
                merged.Add(added);
            }
        }

        return merged;
    }

    private static List<Node> Union(List<Node> original, List<Node> added)
    {
        var known = new HashSet<ElementKey>();
        return [.. original.Concat(added).Where(item => known.Add(ElementKey.OfValue(item)))];
    }

    /// <summary>
    /// Orders a merged list: elements named by the patch in the patch's order, the others in the server's, and both sequences merged by
    /// the server's order; where it doesn't tell, the patch's element comes first.
    /// </summary>
    private static ArrayNode Arrange(List<Node> merged, IReadOnlyList<Node> patchOrder, IReadOnlyList<Node> serverOrder, string mergeKey)
    {
        var inPatch = ElementKey.Index(patchOrder, mergeKey);
        var onServer = ElementKey.Index(serverOrder, mergeKey);
        var ranks = merged.Select(item => (Item: item, Key: ElementKey.Of(item, mergeKey)))
            .Select(e => (e.Item, Patch: inPatch.GetValueOrDefault(e.Key, -1), Server: onServer.GetValueOrDefault(e.Key, -1)))
            .ToList();
        var patched = ranks.Where(r => r.Patch >= 0).OrderBy(r => r.Patch).ToList();
        var others = ranks.Where(r => r.Patch < 0).OrderBy(r => r.Server < 0 ? int.MaxValue : r.Server).ToList();
        var result = new ArrayNode();
        var next = 0;
        foreach (var other in others)
        {
            while (next < patched.Count && !(other.Server >= 0 && patched[next].Server >= 0 && other.Server < patched[next].Server))
            {
                result.Add(patched[next++].Item);
            }

            result.Add(other.Item);
        }

        foreach (var rest in patched.Skip(next))
        {
            result.Add(rest.Item);
        }

        return result;
    }

    /// <summary>The patch's elements must come in the order that the patch announces.</summary>
    private static void CheckOrder(ArrayNode patch, ArrayNode order, string mergeKey)
    {
        var at = 0;
        var items = patch.Items.Where(i => i is not ObjectNode map || !map.Has(PatchDirectives.Patch)).ToList();
        foreach (var named in order.Items)
        {
            if (at < items.Count && ElementKey.Of(items[at], mergeKey) == ElementKey.Of(named, mergeKey))
            {
                at++;
            }
        }

        if (at < items.Count && order.Items.Count > 0)
        {
            throw StrategicPatchErrors.OrderMismatch(patch, order);
        }
    }

    /// <summary>Whether the elements are maps; all must be of one JSON kind.</summary>
    private static bool HoldMaps(ArrayNode first, ArrayNode second)
    {
        Node? sample = null;
        foreach (var item in first.Items.Concat(second.Items))
        {
            sample ??= item;
            if (item is ArrayNode)
            {
                throw StrategicPatchErrors.ListsOfLists();
            }

            if (item.GetType() != sample.GetType())
            {
                throw StrategicPatchErrors.MixedElements(second);
            }
        }

        return sample is ObjectNode;
    }
}
