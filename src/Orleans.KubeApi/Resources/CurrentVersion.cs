using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// The version an operation starts from: committed (with revision) or written by an earlier operation of the same commit (revision 0).
/// </summary>
/// <param name="Tree">The object in the storage version. Never changed by an operation: it clones.</param>
/// <param name="Revision">Its revision, 0 while it is not yet committed.</param>
internal sealed record CurrentVersion(ObjectNode Tree, long Revision)
{
    public string Uid => Tree.Object("metadata")?.Text("uid") ?? "";
}
