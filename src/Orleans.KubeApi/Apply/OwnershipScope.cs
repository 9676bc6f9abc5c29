using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Apply;

/// <summary>What a write owns fields of: one kind in one version, the object or a subresource of it.</summary>
/// <param name="Schema">The kind's type.</param>
/// <param name="ApiVersion">Group and version, as objects name it.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Subresource">"" for the object itself.</param>
internal sealed record OwnershipScope(TypeSchema Schema, string ApiVersion, string Kind, string Subresource = "")
{
    /// <summary>Takes out the fields that such a write can't change (they are reset by the kind's strategy); null: none.</summary>
    public Func<FieldSet, FieldSet>? Filter { get; init; }

    /// <summary>
    /// The type of another version of the kind, and the way of an object of this version into it; null: not served any more. Only called
    /// with versions found in managedFields.
    /// </summary>
    public Func<string, OwnershipVersion?> Version { get; init; } = static _ => null;

    /// <summary>The type of the whole object.</summary>
    public MergeType Type => new(Schema);
}
