namespace Orleans.KubeApi.Objects;

/// <summary>
/// Other objects as an operation may see them: what this silo's caches show, as the original's plug-ins read from informers. No I/O: when
/// something is asked for that is not loaded or not found, the caller of the operation loads or refreshes it and runs the operation again.
/// </summary>
internal interface IObjectReader
{
    /// <summary>The object, or null if there is none.</summary>
    StoredObject? Find(GroupResource collection, string ns, string name);

    /// <summary>All objects of a namespace ("" for all of the collection), in key order.</summary>
    IReadOnlyList<StoredObject> List(GroupResource collection, string ns);
}
