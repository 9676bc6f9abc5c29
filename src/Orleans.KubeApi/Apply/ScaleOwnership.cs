using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// The scale subresource has managedFields of its own while it is written: entries of the parent that own its replicas, seen as owners of
/// the scale's. Both kinds of objects keep the field at <c>spec.replicas</c>.
/// </summary>
/// <remarks>
/// A write of scale: <see cref="ToScale"/> of the stored entries into the scale's metadata, track the write with a scope of autoscaling/v1
/// Scale and subresource "scale", then <see cref="ToParent"/>.
/// </remarks>
internal static class ScaleOwnership
{
    private const string ScaleVersion = "autoscaling/v1";
    private static readonly FieldSet Replicas = FieldSet.Of(["spec", "replicas"]);
    private static readonly PathElement[] Path = [PathElement.Field("spec"), PathElement.Field("replicas")];

    /// <summary>The entries as the scale shows them.</summary>
    /// <param name="parent">The parent's entries, null if none.</param>
    /// <param name="isVersion">Whether a version of the parent (group and version) is served.</param>
    /// <exception cref="FormatException">An entry is not valid.</exception>
    public static ArrayNode? ToScale(ArrayNode? parent, Func<string, bool> isVersion)
    {
        var result = new ManagedSet();
        foreach (var entry in ManagedSet.FromNode(parent).Entries.Values)
        {
            if (isVersion(entry.ApiVersion) && entry.Fields.Has(Path))
            {
                result.Put(entry with { ApiVersion = ScaleVersion, Fields = Replicas });
            }
        }

        return result.ToNode();
    }

    /// <summary>The parent's entries after the scale was written.</summary>
    /// <param name="parent">The parent's entries before.</param>
    /// <param name="scale">The scale's entries after its write.</param>
    /// <param name="parentVersion">The parent's version that the scale was addressed by.</param>
    /// <param name="isVersion">Whether a version of the parent is served.</param>
    /// <exception cref="FormatException">An entry is not valid.</exception>
    public static ArrayNode? ToParent(ArrayNode? parent, ArrayNode? scale, string parentVersion, Func<string, bool> isVersion)
    {
        // An update's identity names its version, so the same updater is another one here and there: it never counts as kept.
        var before = ManagedSet.FromNode(parent);
        var scales = ManagedSet.FromNode(scale);
        var result = new List<ManagedEntry>();
        foreach (var (identity, entry) in before.Entries.Where(e => isVersion(e.Value.ApiVersion)))
        {
            var isKept = !entry.Fields.Has(Path) || scales.Find(identity) is not null;
            if (entry.Fields.Has(Path))
            {
                scales.Remove(identity);
            }

            var fields = isKept ? entry.Fields : entry.Fields.Except(Replicas);
            if (!fields.IsEmpty)
            {
                result.Add(entry with { Fields = fields });
            }
        }

        // What is new has no time: the original looks it up among the parent's entries.
        result.AddRange(scales.Entries.Where(e => e.Value.Fields.Has(Path)).Select(e => e.Value with
        {
            ApiVersion = parentVersion,
            Fields = Replicas,
            Time = before.Find(e.Key)?.Time,
        }));
        return result.Count == 0 ? null : ManagedSet.ToNode(result);
    }
}
