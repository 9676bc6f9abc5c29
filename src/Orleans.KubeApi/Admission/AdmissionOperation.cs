namespace Orleans.KubeApi.Admission;

/// <summary>What is to be admitted.</summary>
internal enum AdmissionOperation
{
    /// <summary>A new object, or a subresource that is posted (binding, eviction, token).</summary>
    Create,

    /// <summary>A change by PUT, patch or apply.</summary>
    Update,

    /// <summary>A deletion.</summary>
    Delete,

    /// <summary>A connection to what an object stands for (exec, attach, proxy); the object is its options.</summary>
    Connect,
}
