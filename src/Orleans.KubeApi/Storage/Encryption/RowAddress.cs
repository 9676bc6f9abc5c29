using System.Text;

namespace Orleans.KubeApi.Storage.Encryption;

/// <summary>Which row a body belongs to. An encrypted body can be read at its own address only.</summary>
internal readonly record struct RowAddress(CollectionId Collection, string Key, long Revision)
{
    /// <summary>How the row is called in messages, in the manner of the original's keys: "/registry/secrets/ns/name".</summary>
    public string Path => Collection.Group.Length == 0
        ? $"/registry/{Collection.Resource}/{Key}"
        : $"/registry/{Collection.Resource}.{Collection.Group}/{Key}";

    /// <summary>
    /// The bytes that encryption binds the body to. Beyond the original's path they hold the revision, so that an old version can't be put
    /// in the place of a newer one either. No part but the key can contain the separators, so two addresses never look alike.
    /// </summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes($"{Collection}/{Key}@{Revision}");
}
