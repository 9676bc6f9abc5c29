using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Tests.Growth;

/// <summary>The long objects of all served kinds: each list and map that the schemas have, once for each type that it's a member
/// of.</summary>
internal static class LongObjects
{
    // Types that hold themselves end after this many steps; nothing else is as deep.
    private const int Deepest = 9;

    /// <summary>All of them.</summary>
    public static IEnumerable<LongObject> Of(ResourceCatalog catalog)
    {
        var seen = new HashSet<(TypeSchema Holder, string Field)>();
        foreach (var type in catalog.Types.DistinctBy(t => t.Kind).OrderBy(t => t.Kind.Kind != "Pod"))
        {
            foreach (var path in Paths(type.Schema, [], seen))
            {
                foreach (var filling in Fillings(path[^1]))
                {
                    yield return new LongObject(type, path, filling);
                }
            }
        }
    }

    private static IEnumerable<FieldSchema[]> Paths(TypeSchema holder, FieldSchema[] path, HashSet<(TypeSchema, string)> seen)
    {
        foreach (var field in holder.Fields)
        {
            if (field.Name == "managedFields" || path.Length >= Deepest || !seen.Add((holder, field.Name)))
            {
                continue;
            }

            FieldSchema[] below = [.. path, field];
            if (LongObject.IsLong(field))
            {
                yield return below;
            }

            var inner = field.Type.Shape == TypeShape.Struct ? field.Type : field.Type.Element;
            foreach (var longer in inner is { Shape: TypeShape.Struct } ? Paths(inner, below, seen) : [])
            {
                yield return longer;
            }
        }
    }

    private static IEnumerable<LongFilling> Fillings(FieldSchema field)
    {
        yield return new();
        if (field.Type.Shape == TypeShape.List)
        {
            yield return new(AreEqual: true);
        }

        if (field.Type.Element!.Fields.Any(LongObject.IsDeep))
        {
            yield return new(HasMembers: true);
        }

        yield return new(IsSiblings: true);
    }
}
