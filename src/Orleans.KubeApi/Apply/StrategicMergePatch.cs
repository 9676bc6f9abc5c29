using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// Strategic merge patch, driven by the patch strategies and merge keys of the type: lists merge by key, lists of scalars as sets, maps
/// merge, null deletes. Directives: <c>$patch</c> delete and replace in maps and list elements; <c>$retainKeys</c>;
/// <c>$setElementOrder/list</c>; <c>$deleteFromPrimitiveList/list</c>. The order of merged lists is the original's: elements of the
/// patch come in the patch's order, elements only the server has keep theirs, and a new element goes before those.
/// </summary>
internal static class StrategicMergePatch
{
    /// <summary>
    /// Applies the patch. The target is changed in place, the result may share parts with the patch; both are to be dropped.
    /// kind and apiVersion survive a replacement of the whole object. Throws a 400 <see cref="StatusException"/> for a bad directive or
    /// an element without its merge key. Values of a wrong JSON kind pass: decoding refuses them. In lists that are replaced as a whole,
    /// directives stay in, for decoding to report as unknown fields.
    /// </summary>
    public static ObjectNode Apply(ObjectNode target, ObjectNode patch, TypeSchema type)
    {
        var identity = (Version: target["apiVersion"], Kind: target["kind"]);
        var result = Merge(target, patch, type);
        if (!ReferenceEquals(result, target))
        {
            result["apiVersion"] ??= identity.Version;
            result["kind"] ??= identity.Kind;
        }

        return result;
    }

    /// <summary>Merges one map into another.</summary>
    internal static ObjectNode Merge(ObjectNode target, ObjectNode patch, TypeSchema? type)
    {
        if (patch.TryGet(PatchDirectives.Patch, out var directive))
        {
            switch ((directive as TextNode)?.Value)
            {
                case "replace":
                    patch.Remove(PatchDirectives.Patch);
                    return patch;
                case "delete":
                    return [];
                default:
                    throw StrategicPatchErrors.UnknownDirective(directive, patch);
            }
        }

        RetainKeys(target, patch);
        var ordered = MergeOrderedLists(target, patch, type);
        foreach (var (key, value) in patch)
        {
            if (key.StartsWith(PatchDirectives.SetElementOrder, StringComparison.Ordinal)
                || key == PatchDirectives.RetainKeys || ordered?.Contains(key) == true)
            {
                continue;
            }

            if (PatchDirectives.ListOf(key, PatchDirectives.DeleteFromPrimitiveList) is { } list)
            {
                DeleteFromList(target, list, value);
            }
            else
            {
                MergeMember(target, PatchRule.Of(type, key), value);
            }
        }

        return target;
    }

    private static void MergeMember(ObjectNode target, PatchRule rule, Node value)
    {
        switch (target[rule.Name], value)
        {
            case (_, NullNode):
                target.Remove(rule.Name);
                break;
            case (ObjectNode, ObjectNode map) when rule.Strategy == "replace":
                target.Set(rule.Name, map);
                break;
            case (ObjectNode old, ObjectNode map):
                target.Set(rule.Name, Merge(old, map, rule.Type));
                break;
            case (ArrayNode old, ArrayNode list):
                target.Set(rule.Name, rule.Strategy == "merge" ? StrategicListMerge.Merge(old, list, rule) : list);
                break;
            default:
                target[rule.Name] = PatchDirectives.Strip(value);
                break;
        }
    }

    private static void RetainKeys(ObjectNode target, ObjectNode patch)
    {
        if (!patch.TryGet(PatchDirectives.RetainKeys, out var directive))
        {
            return;
        }

        if (directive is not ArrayNode list)
        {
            throw StrategicPatchErrors.BadFormat("retainKeys");
        }

        var retained = list.Items.OfType<TextNode>().Select(t => t.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in patch)
        {
            if (value is not NullNode && key[..Math.Min(1, key.Length)] != "$" && !retained.Contains(key))
            {
                throw StrategicPatchErrors.BadFormat("retainKeys");
            }
        }

        for (var i = target.Count - 1; i >= 0; i--)
        {
            if (!retained.Contains(target.At(i).Key))
            {
                target.Remove(target.At(i).Key);
            }
        }
    }

    /// <summary>Handles each <c>$setElementOrder</c> with the list it speaks of; returns the lists that are thereby done.</summary>
    private static HashSet<string>? MergeOrderedLists(ObjectNode target, ObjectNode patch, TypeSchema? type)
    {
        HashSet<string>? done = null;
        foreach (var (key, value) in patch)
        {
            if (PatchDirectives.ListOf(key, PatchDirectives.SetElementOrder) is not { } name)
            {
                continue;
            }

            var order = value as ArrayNode ?? throw StrategicPatchErrors.WrongKind(key, "list", value);
            if (type is { Shape: TypeShape.Struct } && type.Field(name) is null)
            {
                throw StrategicPatchErrors.NoSuchField(type, name);
            }

            // A null deletes the list; its order is then void.
            if (patch[name] is not NullNode)
            {
                (done ??= new(StringComparer.Ordinal)).Add(name);
                target[name] = StrategicListMerge.MergeOrdered(
                    ListOrNull(target[name], name), ListOrNull(patch[name], name), order, PatchRule.Of(type, name));
            }
        }

        return done;
    }

    private static ArrayNode? ListOrNull(Node? node, string name) => node switch
    {
        null => null,
        ArrayNode list => list,
        _ => throw StrategicPatchErrors.WrongKind(name, "list", node),
    };

    private static void DeleteFromList(ObjectNode target, string name, Node value)
    {
        if (value is not ArrayNode gone)
        {
            throw StrategicPatchErrors.BadFormat("primitive list");
        }

        var keys = ElementKey.Index(gone.Items, "");
        (target[name] as ArrayNode)?.Items.RemoveAll(item => keys.ContainsKey(ElementKey.OfValue(item)));
    }
}
