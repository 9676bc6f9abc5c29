using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Audit;

/// <summary>The object that a request is about, as far as it is known.</summary>
internal sealed record AuditObjectReference(
    string Resource, string Namespace, string Name, string Uid, string Group, string Version, string ResourceVersion, string Subresource)
{
    /// <summary>The reference as JSON; empty parts are left out.</summary>
    public ObjectNode ToNode()
    {
        var node = new ObjectNode();
        Put(node, "resource", Resource);
        Put(node, "namespace", Namespace);
        Put(node, "name", Name);
        Put(node, "uid", Uid);
        Put(node, "apiGroup", Group);
        Put(node, "apiVersion", Version);
        Put(node, "resourceVersion", ResourceVersion);
        Put(node, "subresource", Subresource);
        return node;
    }

    private static void Put(ObjectNode node, string name, string value)
    {
        if (value.Length > 0)
        {
            node.Set(name, value);
        }
    }
}
