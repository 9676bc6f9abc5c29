using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>
/// A JSON object: members in order of insertion, names unique. Small objects are searched linearly, larger ones by an index.
/// </summary>
internal sealed class ObjectNode : Node, IEnumerable<KeyValuePair<string, Node>>
{
    private const int IndexFrom = 12;

    // From here on a removed member leaves a hole, so that a patch of many operations on a huge map takes linear time. Objects of this size
    // come from requests; nobody shares them between threads.
    private const int HolesFrom = 1024;
    private readonly List<KeyValuePair<string, Node>> _members;
    private Dictionary<string, int>? _index;
    private int _holes;

    public ObjectNode() => _members = [];

    public ObjectNode(int capacity) => _members = new(capacity);

    /// <inheritdoc/>
    public override string KindName => "object";

    /// <summary>The number of members.</summary>
    public int Count => _members.Count - _holes;

    /// <summary>The member's value or null if absent; setting replaces in place or appends; setting null removes the member.</summary>
    public Node? this[string name]
    {
        get => TryGet(name, out var value) ? value : null;
        set
        {
            if (value is null)
            {
                Remove(name);
            }
            else
            {
                Set(name, value);
            }
        }
    }

    /// <summary>Finds a member by its exact, case-sensitive name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Node? value)
    {
        var at = IndexOf(name);
        value = at < 0 ? null : _members[at].Value;
        return at >= 0;
    }

    /// <summary>Whether a member of this name exists.</summary>
    public bool Has(string name) => IndexOf(name) >= 0;

    /// <summary>Replaces the member in place or appends it. Returns false if it was there before.</summary>
    public bool Set(string name, Node value)
    {
        var at = IndexOf(name);
        if (at >= 0)
        {
            _members[at] = new(name, value);
            return false;
        }

        _members.Add(new(name, value));
        _index?.Add(name, _members.Count - 1);
        return true;
    }

    /// <summary>Appends a member whose name is known to be new: no search.</summary>
    public void Append(string name, Node value)
    {
        _members.Add(new(name, value));
        _index?.Add(name, _members.Count - 1);
    }

    /// <summary>For collection initializers: same as <see cref="Set"/>.</summary>
    public void Add(string name, Node value) => Set(name, value);

    /// <summary>Removes a member; the order of the others stays.</summary>
    public bool Remove(string name)
    {
        var at = IndexOf(name);
        if (at < 0)
        {
            return false;
        }

        if (_index is not null && _members.Count >= HolesFrom)
        {
            _members[at] = default;
            _index.Remove(name);
            _holes++;
            return true;
        }

        Members.RemoveAt(at);
        _index = null;
        return true;
    }

    /// <summary>Removes all members.</summary>
    public void Clear()
    {
        _members.Clear();
        (_index, _holes) = (null, 0);
    }

    /// <summary>Member by position.</summary>
    public KeyValuePair<string, Node> At(int position) => Members[position];

    /// <summary>The child object of that name, or null if absent or of another kind.</summary>
    public ObjectNode? Object(string name) => this[name] as ObjectNode;

    /// <summary>The child array of that name, or null if absent or of another kind.</summary>
    public ArrayNode? Array(string name) => this[name] as ArrayNode;

    /// <summary>The child string of that name, or null if absent or of another kind.</summary>
    public string? Text(string name) => (this[name] as TextNode)?.Value;

    /// <summary>The child whole number of that name, or null if absent or not a 64-bit integer.</summary>
    public long? Integer(string name) => (this[name] as NumberNode)?.AsInteger();

    /// <summary>The child object of that name, created and appended if it is absent or of another kind.</summary>
    public ObjectNode Child(string name)
    {
        if (this[name] is ObjectNode child)
        {
            return child;
        }

        child = [];
        Set(name, child);
        return child;
    }

    /// <summary>Orders the members by name, bytewise, as Go encodes maps.</summary>
    public void SortByName()
    {
        Members.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        _index = null;
    }

    /// <inheritdoc/>
    public override Node Clone()
    {
        var copy = new ObjectNode(Count);
        foreach (var (name, value) in Members)
        {
            copy._members.Add(new(name, value.Clone()));
        }

        return copy;
    }

    /// <summary>Whether the other has the same members in any order.</summary>
    public bool EqualsMembers(ObjectNode other)
    {
        if (Count != other.Count)
        {
            return false;
        }

        var (mine, others) = (Members, other.Members);
        for (var i = 0; i < mine.Count; i++)
        {
            var (name, value) = mine[i];
            var theirs = others[i];
            if (!DeepEquals(value, theirs.Key == name ? theirs.Value : other[name]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in Members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Enumerates in order; do not change the object meanwhile.</summary>
    public List<KeyValuePair<string, Node>>.Enumerator GetEnumerator() => Members.GetEnumerator();

    IEnumerator<KeyValuePair<string, Node>> IEnumerable<KeyValuePair<string, Node>>.GetEnumerator() => Members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Members.GetEnumerator();

    // The members without holes.
    private List<KeyValuePair<string, Node>> Members
    {
        get
        {
            if (_holes > 0)
            {
                _members.RemoveAll(static m => m.Key is null);
                (_index, _holes) = (null, 0);
            }

            return _members;
        }
    }

    private int IndexOf(string name)
    {
        if (_members.Count < IndexFrom)
        {
            for (var i = 0; i < _members.Count; i++)
            {
                if (_members[i].Key == name)
                {
                    return i;
                }
            }

            return -1;
        }

        if (_index is null)
        {
            _index = new(_members.Count, StringComparer.Ordinal);
            for (var i = 0; i < _members.Count; i++)
            {
                _index[_members[i].Key] = i;
            }
        }

        return _index.TryGetValue(name, out var at) ? at : -1;
    }
}
