namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>The shape an answer takes instead of the object itself (Accept parameter <c>as</c>).</summary>
internal enum Projection
{
    /// <summary>The object or list itself.</summary>
    None,

    /// <summary>Table: columns and rows for people.</summary>
    Table,

    /// <summary>PartialObjectMetadata: metadata only.</summary>
    Metadata,

    /// <summary>PartialObjectMetadataList.</summary>
    MetadataList,
}
