namespace Orleans.KubeApi.Apply;

/// <summary>How field ownership sees a value.</summary>
internal enum MergeForm
{
    /// <summary>Owned as a whole: scalars, and JSON of which the schema says nothing more (RawExtension).</summary>
    Scalar,

    /// <summary>A list owned as a whole.</summary>
    AtomicList,

    /// <summary>An object owned as a whole.</summary>
    AtomicMap,

    /// <summary>A list whose elements are owned one by one, by keys or by value.</summary>
    List,

    /// <summary>An object whose members are owned one by one.</summary>
    Map,

    /// <summary>No schema: objects are owned by member, all else as a whole.</summary>
    Deduced,
}
