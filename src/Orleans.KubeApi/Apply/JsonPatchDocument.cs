using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>The document under a JSON patch: resolves pointers, runs operations, keeps the budgets of copied bytes and of depth.</summary>
internal sealed class JsonPatchDocument(Node root)
{
    private long _copied;
    private long _work;

    /// <summary>The document as patched so far.</summary>
    public Node Root { get; private set; } = root;

    /// <summary>Runs one operation or throws the 422 refusal.</summary>
    public void Run(JsonPatchOperation operation)
    {
        var path = operation.Path ?? throw JsonPatch.Unprocessable();
        switch (operation.Op)
        {
            case "add":
                Add(path, operation.Value);
                break;
            case "replace":
                Replace(path, operation.Value);
                break;
            case "remove":
                Remove(path);
                break;
            case "test":
                Test(path, operation.Value);
                break;
            case "copy":
                Copy(operation.From, path);
                break;
            case "move":
                Move(operation.From, path);
                break;
            default:
                throw JsonPatch.Unprocessable();
        }
    }

    private void Add(string path, Node value)
    {
        CheckDepth(path, value);
        switch (Parent(path, out var key))
        {
            case ObjectNode members:
                members.Set(key, value);
                break;
            case ArrayNode list when key == "-":
                list.Add(value);
                break;
            case ArrayNode list when TryIndex(key, list.Items.Count + 1, out var at):
                Spend(list.Items.Count - at);
                list.Items.Insert(at, value);
                break;
            default:
                throw JsonPatch.Unprocessable();
        }
    }

    private void Replace(string path, Node value)
    {
        CheckDepth(path, value);
        if (path.Length == 0)
        {
            Root = value;
            return;
        }

        switch (Parent(path, out var key))
        {
            case ObjectNode members:
                members.Set(key, value);
                break;
            case ArrayNode list when TryIndex(key, list.Items.Count, out var at):
                list.Items[at] = value;
                break;
            default:
                throw JsonPatch.Unprocessable();
        }
    }

    private Node Remove(string path)
    {
        switch (Parent(path, out var key))
        {
            case ObjectNode members when members.TryGet(key, out var value):
                members.Remove(key);
                return value;
            case ArrayNode list when TryIndex(key, list.Items.Count, out var at):
                var item = list.Items[at];
                Spend(list.Items.Count - at);
                list.Items.RemoveAt(at);
                return item;
            default:
                throw JsonPatch.Unprocessable();
        }
    }

    private void Test(string path, Node expected)
    {
        var actual = path.Length == 0 ? Root : Find(path);
        if (!Node.DeepEquals(actual, expected))
        {
            throw JsonPatch.Unprocessable();
        }
    }

    private void Copy(string? from, string path)
    {
        var source = from is null ? throw JsonPatch.Unprocessable() : Find(from);
        _copied += TreeMeasure.Of(source).Bytes;
        if (_copied > JsonPatch.MaxCopiedBytes)
        {
            throw JsonPatch.Unprocessable();
        }

        Add(path, source.Clone());
    }

    private void Move(string? from, string path)
    {
        // A value can't move into itself.
        if (from is null || path.StartsWith(from + "/", StringComparison.Ordinal))
        {
            throw JsonPatch.Unprocessable();
        }

        Add(path, Remove(from));
    }

    /// <summary>The value at the pointer; an absent member of an object reads null.</summary>
    private Node Find(string path)
    {
        var parent = Parent(path, out var key);
        return Child(parent, key) ?? (parent is ObjectNode ? NullNode.Instance : throw JsonPatch.Unprocessable());
    }

    /// <summary>
    /// The node that holds the pointer's last step, null if a step before it leads nowhere. What comes before the first slash isn't looked
    /// at; the whole document has no parent.
    /// </summary>
    private Node? Parent(string path, out string key)
    {
        Node? at = Root;
        var start = path.IndexOf('/') + 1;
        if (start == 0)
        {
            throw JsonPatch.Unprocessable();
        }

        while (true)
        {
            var end = path.IndexOf('/', start);
            if (end < 0)
            {
                key = Decode(path[start..]);
                return at;
            }

            at = Child(at, Decode(path[start..end]));
            start = end + 1;
        }
    }

    private static Node? Child(Node? parent, string key) => parent switch
    {
        ObjectNode members => members[key],
        ArrayNode list when TryIndex(key, list.Items.Count, out var at) => list.Items[at],
        _ => null,
    };

    // A negative index counts from the end.
    private static bool TryIndex(string key, int limit, out int index)
    {
        if (!int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index) || index >= limit || index < -limit)
        {
            return false;
        }

        index += index < 0 ? limit : 0;
        return true;
    }

    private static string Decode(string step) => step.Contains('~', StringComparison.Ordinal)
        ? step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
        : step;

    /// <summary>Copying a value into itself doubles the depth each time; no document may get too deep to be read.</summary>
    private void CheckDepth(string path, Node value)
    {
        if (value is not (ObjectNode or ArrayNode))
        {
            return;
        }

        var measure = TreeMeasure.Of(value);
        Spend(measure.Bytes);
        if (path.AsSpan().Count('/') + measure.Depth > NodeReader.MaxDepth)
        {
            throw JsonPatch.Unprocessable();
        }
    }

    // Operations are few, but each can move a huge list by one place, or a huge tree.
    private void Spend(long work)
    {
        _work += work;
        if (_work > JsonPatch.MaxWork)
        {
            throw JsonPatch.Unprocessable();
        }
    }
}
