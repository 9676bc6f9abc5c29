namespace Orleans.KubeApi.Objects;

/// <summary>
/// Reads configuration documents, all by the same rules: kind and version must be known, a field that nobody reads is a mistake, and the
/// author sees everything that is wrong at once, each with its path. Values are never part of its messages, for they may be keys.
/// </summary>
internal sealed class ConfigurationReader
{
    private const int ComplaintsMax = 20;
    private readonly List<string> _complaints = [];

    /// <summary>The document, if it is of this kind and of one of these versions.</summary>
    /// <exception cref="FormatException">It isn't.</exception>
    public static ObjectNode Root(Node document, string kind, params ReadOnlySpan<string> versions)
    {
        if (document is ObjectNode root && root.Text("kind") == kind && versions.Contains(root.Text("apiVersion") ?? ""))
        {
            return root;
        }

        var article = kind[0] is 'A' or 'E' or 'I' or 'O' or 'U' ? "an" : "a";
        throw new FormatException($"it must be {article} {kind} of {string.Join(" or ", versions)}");
    }

    /// <summary>The path of a member.</summary>
    public static string At(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Notes a complaint.</summary>
    public void Complain(string path, string problem) => _complaints.Add($"{path}: {problem}");

    /// <summary>Notes a complaint unless something holds.</summary>
    public void Check(bool holds, string path, string problem)
    {
        if (!holds)
        {
            Complain(path, problem);
        }
    }

    /// <summary>Notes all fields but the known ones.</summary>
    public void Known(ObjectNode node, string path, params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in node)
        {
            if (!names.Contains(name))
            {
                Complain(At(path, name), "unknown field");
            }
        }
    }

    /// <summary>An object that must be there; an empty one if it isn't.</summary>
    public ObjectNode Object(ObjectNode node, string name, string path)
    {
        if (node.Object(name) is { } found)
        {
            return found;
        }

        Complain(At(path, name), "must be an object");
        return [];
    }

    /// <summary>An object that may be missing; an empty one if it is.</summary>
    public ObjectNode Optional(ObjectNode node, string name, string path) =>
        node[name] is null or NullNode ? [] : Object(node, name, path);

    /// <summary>The objects of a list with their paths.</summary>
    public IEnumerable<(ObjectNode Item, string Path)> Objects(ObjectNode node, string name, string path)
    {
        var at = At(path, name);
        var items = Items(node, name, path);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is ObjectNode item)
            {
                yield return (item, $"{at}[{i}]");
            }
            else
            {
                Complain($"{at}[{i}]", "must be an object");
            }
        }
    }

    /// <summary>A text; "" if it isn't there.</summary>
    public string Text(ObjectNode node, string name, string path)
    {
        Check(node[name] is null or NullNode or TextNode, At(path, name), "must be a text");
        return node.Text(name) ?? "";
    }

    /// <summary>The texts of a list.</summary>
    public List<string> Texts(ObjectNode node, string name, string path)
    {
        var items = Items(node, name, path);
        Check(items.All(i => i is TextNode), At(path, name), "must hold texts only");
        return [.. items.OfType<TextNode>().Select(t => t.Value)];
    }

    /// <summary>A whole number; 0 if it isn't there.</summary>
    public long Number(ObjectNode node, string name, string path)
    {
        Check(node[name] is null or NullNode || node.Integer(name) is not null, At(path, name), "must be a whole number");
        return node.Integer(name) ?? 0;
    }

    /// <summary>True or false; null if it isn't there.</summary>
    public bool? Flag(ObjectNode node, string name, string path)
    {
        Check(node[name] is null or NullNode or BoolNode, At(path, name), "must be true or false");
        return (node[name] as BoolNode)?.Value;
    }

    /// <summary>Throws if there was a complaint.</summary>
    /// <exception cref="FormatException">With the complaints.</exception>
    public void ThrowIfWrong()
    {
        if (_complaints.Count > 0)
        {
            throw new FormatException(string.Join("; ", _complaints.Distinct().Take(ComplaintsMax)));
        }
    }

    private IReadOnlyList<Node> Items(ObjectNode node, string name, string path)
    {
        Check(node[name] is null or NullNode or ArrayNode, At(path, name), "must be a list");
        return node.Array(name)?.Items ?? [];
    }
}
