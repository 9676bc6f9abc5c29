namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>What a table's row holds of its object (<c>includeObject</c>).</summary>
internal enum IncludeObject
{
    /// <summary>PartialObjectMetadata, the default.</summary>
    Metadata,

    /// <summary>The whole object.</summary>
    Object,

    /// <summary>Nothing.</summary>
    None,
}
