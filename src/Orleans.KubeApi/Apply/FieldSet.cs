using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// A set of paths as a tree, each level in the original's order. Immutable once built; subtrees are shared between sets. Holding a path
/// says nothing about the paths below or above it.
/// </summary>
internal sealed class FieldSet
{
    /// <summary>The set without paths.</summary>
    public static FieldSet Empty { get; } = new();

    private static readonly ObjectNode Leaf = new(capacity: 0);
    private readonly List<FieldSetEntry> _entries;

    public FieldSet(int capacity = 4) => _entries = new(capacity);

    /// <summary>Whether no path is in the set.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>The steps of the first level, in order.</summary>
    public IReadOnlyList<FieldSetEntry> Entries => _entries;

    /// <summary>While building: adds what is known of a step that was not added before; nothing where there is nothing to add.</summary>
    public void Add(PathElement element, bool isMember, FieldSet? children)
    {
        children = children is { IsEmpty: false } ? children : null;
        if (isMember || children is not null)
        {
            _entries.Add(new(element, isMember, children));
        }
    }

    /// <summary>Ends building: brings the steps into order.</summary>
    public FieldSet Sort()
    {
        for (var i = 1; i < _entries.Count; i++)
        {
            if (PathElement.Compare(_entries[i - 1].Element, _entries[i].Element) > 0)
            {
                _entries.Sort(static (a, b) => PathElement.Compare(a.Element, b.Element));
                break;
            }
        }

        return this;
    }

    /// <summary>A set of these paths of plain member names.</summary>
    public static FieldSet Of(params string[][] paths) => paths.Aggregate(Empty, (set, path) => set.Union(OfPath(path, 0)));

    /// <summary>Finds a step.</summary>
    public FieldSetEntry? Find(PathElement element)
    {
        int low = 0, high = _entries.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = PathElement.Compare(_entries[middle].Element, element);
            if (order == 0)
            {
                return _entries[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>Whether the path is in the set.</summary>
    public bool Has(params ReadOnlySpan<PathElement> path) =>
        Find(path[0]) is { } entry && (path.Length == 1 ? entry.IsMember : entry.Children?.Has(path[1..]) == true);

    /// <summary>Paths of either.</summary>
    public FieldSet Union(FieldSet other)
    {
        if (IsEmpty || other.IsEmpty || ReferenceEquals(this, other))
        {
            return IsEmpty ? other : this;
        }

        return Join(other, keepOthers: true, static (mine, its) => new(mine.Element, mine.IsMember || its.IsMember,
            mine.Children is null ? its.Children : its.Children is null ? mine.Children : mine.Children.Union(its.Children)));
    }

    /// <summary>Paths of both.</summary>
    public FieldSet Intersect(FieldSet other)
    {
        var result = new FieldSet(Math.Min(_entries.Count, other._entries.Count));
        foreach (var mine in _entries)
        {
            if (other.Find(mine.Element) is { } its)
            {
                var children = mine.Children is null || its.Children is null ? null : mine.Children.Intersect(its.Children);
                result.Add(mine.Element, mine.IsMember && its.IsMember, children);
            }
        }

        return result;
    }

    /// <summary>Paths that the other has not; a path stays if only a shorter or longer one is in the other.</summary>
    public FieldSet Except(FieldSet other) => other.IsEmpty || IsEmpty ? this : Join(other, keepOthers: false, static (mine, its) => new(
        mine.Element, mine.IsMember && !its.IsMember,
        mine.Children is null || its.Children is null ? mine.Children : mine.Children.Except(its.Children)));

    /// <summary>Paths that the other neither has nor has a beginning of.</summary>
    public FieldSet ExceptBelow(FieldSet other) => other.IsEmpty || IsEmpty ? this : Join(other, keepOthers: false, static (mine, its) =>
        its.IsMember ? new(mine.Element, IsMember: false, Children: null)
            : new(mine.Element, mine.IsMember,
                mine.Children is null || its.Children is null ? mine.Children : mine.Children.ExceptBelow(its.Children)));

    /// <summary>Calls back for every path in the set: first those that end at a level, then the longer ones.</summary>
    public void ForEach(Action<string> path, string prefix = "")
    {
        foreach (var entry in _entries)
        {
            if (entry.IsMember)
            {
                path(prefix + entry.Element);
            }
        }

        foreach (var entry in _entries)
        {
            entry.Children?.ForEach(path, prefix + entry.Element);
        }
    }

    /// <summary>The FieldsV1 form. The nodes of leaves are shared: not to be changed.</summary>
    public ObjectNode ToNode() => ToNode(isMember: false);

    /// <summary>Reads a FieldsV1 object.</summary>
    /// <exception cref="FormatException">A key is not a path element.</exception>
    public static FieldSet FromNode(ObjectNode node)
    {
        var set = new FieldSet(node.Count);
        foreach (var (key, value) in node)
        {
            if (key == "." || PathElement.Parse(key) is not { } element)
            {
                continue;
            }

            var below = value as ObjectNode;
            var children = below is null ? Empty : FromNode(below);
            set.Add(element, children.IsEmpty || below!.Has("."), children);
        }

        return set.Sort();
    }

    /// <summary>Whether a path of this set is in a stored FieldsV1 object, whose keys are canonical.</summary>
    public bool Overlaps(ObjectNode stored)
    {
        foreach (var entry in _entries)
        {
            if (stored[entry.Element.Text] is ObjectNode below
                && ((entry.IsMember && IsMember(below)) || entry.Children?.Overlaps(below) == true))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether all paths of this set are in a stored FieldsV1 object, whose keys are canonical.</summary>
    public bool IsWithin(ObjectNode stored)
    {
        foreach (var entry in _entries)
        {
            if (stored[entry.Element.Text] is not ObjectNode below || (entry.IsMember && !IsMember(below))
                || entry.Children?.IsWithin(below) == false)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsMember(ObjectNode below) => below.Count == 0 || below.Has(".");

    private static FieldSet OfPath(string[] path, int at)
    {
        var set = new FieldSet(1);
        var isLast = at == path.Length - 1;
        set.Add(PathElement.Field(path[at]), isLast, isLast ? null : OfPath(path, at + 1));
        return set;
    }

    private ObjectNode ToNode(bool isMember)
    {
        var node = new ObjectNode(_entries.Count + 1);
        if (isMember)
        {
            node.Append(".", Leaf);
        }

        foreach (var entry in _entries)
        {
            node.Append(entry.Element.Text, entry.Children is null ? Leaf : entry.Children.ToNode(entry.IsMember));
        }

        return node;
    }

    private FieldSet Join(FieldSet other, bool keepOthers, Func<FieldSetEntry, FieldSetEntry, FieldSetEntry> both)
    {
        var result = new FieldSet(_entries.Count + (keepOthers ? other._entries.Count : 0));
        int mine = 0, its = 0;
        while (mine < _entries.Count)
        {
            var order = its < other._entries.Count ? PathElement.Compare(_entries[mine].Element, other._entries[its].Element) : -1;
            if (order < 0)
            {
                result._entries.Add(_entries[mine++]);
            }
            else if (order == 0)
            {
                var joined = both(_entries[mine++], other._entries[its++]);
                result.Add(joined.Element, joined.IsMember, joined.Children);
            }
            else
            {
                result.AddIf(keepOthers, other._entries[its++]);
            }
        }

        for (; its < other._entries.Count && keepOthers; its++)
        {
            result._entries.Add(other._entries[its]);
        }

        return result;
    }

    private void AddIf(bool condition, FieldSetEntry entry)
    {
        if (condition)
        {
            _entries.Add(entry);
        }
    }
}
