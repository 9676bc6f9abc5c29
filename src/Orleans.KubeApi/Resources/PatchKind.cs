namespace Orleans.KubeApi.Resources;

/// <summary>The four patch types, by content type.</summary>
internal enum PatchKind
{
    None,

    /// <summary>application/json-patch+json (RFC 6902).</summary>
    Json,

    /// <summary>application/merge-patch+json (RFC 7386).</summary>
    Merge,

    /// <summary>application/strategic-merge-patch+json.</summary>
    Strategic,

    /// <summary>application/apply-patch+yaml.</summary>
    Apply,
}
