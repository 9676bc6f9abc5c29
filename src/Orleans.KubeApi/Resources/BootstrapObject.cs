using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>An object that the API server makes sure of.</summary>
/// <param name="Resource">Group and plural name; it is written in v1.</param>
/// <param name="Body">The whole object; its metadata says where it goes.</param>
/// <param name="Status">Its status once it was created here; null to leave it alone.</param>
internal sealed record BootstrapObject(GroupResource Resource, ObjectNode Body, ObjectNode? Status = null)
{
    public string Namespace => new ObjectMeta(Body).Namespace;

    public string Name => new ObjectMeta(Body).Name;
}
