using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Reads and changes <c>metadata</c> of an object tree.</summary>
internal readonly struct ObjectMeta(ObjectNode tree)
{
    private static readonly string[] Order =
    [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    ];

    /// <summary>The metadata object; created if absent.</summary>
    public ObjectNode Node { get; } = tree.Child("metadata");

    public string Name => Node.Text("name") ?? "";

    public string GenerateName => Node.Text("generateName") ?? "";

    public string Namespace => Node.Text("namespace") ?? "";

    public string Uid => Node.Text("uid") ?? "";

    public string ResourceVersion => Node.Text("resourceVersion") ?? "";

    public long Generation => Node.Integer("generation") ?? 0;

    public bool IsTerminating => Node.Has("deletionTimestamp");

    public IEnumerable<string> Finalizers =>
        Node.Array("finalizers")?.Items.OfType<TextNode>().Select(t => t.Value) ?? [];

    /// <summary>Sets or, with null or "", removes a member.</summary>
    public void Set(string name, Node? value) => Node[name] = value is TextNode { Value: "" } ? null : value;

    /// <summary>Takes a member over from another object as it is there, absent included.</summary>
    public void CopyFrom(ObjectMeta other, string name) => Node[name] = other.Node[name]?.Clone();

    /// <summary>Replaces the finalizers.</summary>
    public void SetFinalizers(IReadOnlyCollection<string> names) =>
        Node["finalizers"] = names.Count == 0 ? null : ArrayNode.OfTexts(names);

    /// <summary>Removes what only the server sets: it doesn't count in what a client creates.</summary>
    public void WipeSystemFields()
    {
        foreach (var name in new[] { "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink" })
        {
            Set(name, null);
        }
    }

    /// <summary>Server time as metav1.Time.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Puts members into the canonical order and makes sure that resourceVersion is there (the commit splices the revision into its place).
    /// </summary>
    public void Seal()
    {
        Set("resourceVersion", new TextNode("0"));
        var node = Node;
        var members = Order.Where(node.Has).Select(name => new KeyValuePair<string, Node>(name, node[name]!)).ToList();
        foreach (var (name, _) in members)
        {
            node.Remove(name);
        }

        foreach (var (name, value) in members)
        {
            node.Set(name, value);
        }
    }
}
