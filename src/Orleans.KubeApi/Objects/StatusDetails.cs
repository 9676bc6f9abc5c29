namespace Orleans.KubeApi.Objects;

/// <summary>
/// Details of a <see cref="Status"/>. <see cref="Kind"/> is the plural resource, except for Invalid, where it is the kind.
/// </summary>
internal sealed record StatusDetails(
    string Name = "", string Group = "", string Kind = "", string Uid = "", IReadOnlyList<StatusCause>? Causes = null,
    int RetryAfterSeconds = 0)
{
    /// <summary>The details as JSON; empty parts are left out.</summary>
    public ObjectNode ToNode()
    {
        var node = new ObjectNode();
        Put(node, "name", Name);
        Put(node, "group", Group);
        Put(node, "kind", Kind);
        Put(node, "uid", Uid);
        if (Causes is { Count: > 0 })
        {
            node.Set("causes", new ArrayNode(Causes.Select(c => c.ToNode())));
        }

        if (RetryAfterSeconds > 0)
        {
            node.Set("retryAfterSeconds", RetryAfterSeconds);
        }

        return node;
    }

    /// <summary>Reads details of ours back.</summary>
    public static StatusDetails FromNode(ObjectNode node) => new(
        node.Text("name") ?? "", node.Text("group") ?? "", node.Text("kind") ?? "", node.Text("uid") ?? "",
        node.Array("causes")?.Items.OfType<ObjectNode>()
            .Select(c => new StatusCause(c.Text("reason") ?? "", c.Text("message") ?? "", c.Text("field") ?? "")).ToList(),
        (int)(node.Integer("retryAfterSeconds") ?? 0));

    private static void Put(ObjectNode node, string name, string value)
    {
        if (value.Length > 0)
        {
            node.Set(name, value);
        }
    }
}
