using System.Runtime.InteropServices;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>Compares two objects of a type in one walk, as structured-merge-diff does. Elements of lists may repeat.</summary>
internal static class FieldCompare
{
    /// <summary>The differences from <paramref name="old"/> to <paramref name="next"/>.</summary>
    public static FieldDelta Compare(ObjectNode old, ObjectNode next, MergeType type)
    {
        var delta = Members(old, next, type);
        return new(Done(delta.Added), Done(delta.Modified), Done(delta.Removed));
    }

    /// <summary>Whether two values are the same: numbers by value, members in any order.</summary>
    public static bool SameValue(Node left, Node right) => (left, right) switch
    {
        (NumberNode a, NumberNode b) => a.Text == b.Text || (double.Parse(a.Text) is var x && double.Parse(b.Text) is var y && x.Equals(y)),
        (ObjectNode a, ObjectNode b) => SameMembers(a, b),
        (ArrayNode a, ArrayNode b) => SameItems(a, b),
        (RawNode, _) or (_, RawNode) => SameValue(RawNode.Plain(left)!, RawNode.Plain(right)!),
        _ => Node.DeepEquals(left, right) || (left is NullNode && right is NullNode),
    };

    private static bool SameMembers(ObjectNode left, ObjectNode right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        foreach (var (name, value) in left)
        {
            if (!right.TryGet(name, out var other) || !SameValue(value, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameItems(ArrayNode left, ArrayNode right)
    {
        if (left.Items.Count != right.Items.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Items.Count; i++)
        {
            if (!SameValue(left.Items[i], right.Items[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static FieldSet Done(FieldSet? set) => set?.Sort() ?? FieldSet.Empty;

    private static bool IsEmpty(Node? value) => value is null or NullNode or ObjectNode { Count: 0 } or ArrayNode { Items.Count: 0 };

    // One of the two may be null (absent), not both.
    private static Part Value(Node? old, Node? next, MergeType type)
    {
        switch (type.FormOf(old, next))
        {
            case MergeForm.Map when !(IsEmpty(old) && IsEmpty(next)):
                return Around(old, next, Members(old as ObjectNode, next as ObjectNode, type));
            case MergeForm.List when !(IsEmpty(old) && IsEmpty(next)):
                return Around(old, next, Items(old as ArrayNode, next as ArrayNode, type));
            default:
                var mark = old is null ? Mark.Added : next is null ? Mark.Removed : SameValue(old, next) ? Mark.None : Mark.Modified;
                return new Part { Mark = mark };
        }
    }

    private static Part Around(Node? old, Node? next, Part part)
    {
        part.Mark = old is null ? Mark.Added : next is null ? Mark.Removed : Mark.None;
        return part;
    }

    private static Part Members(ObjectNode? old, ObjectNode? next, MergeType type)
    {
        var part = default(Part);
        if (next is not null)
        {
            foreach (var (name, value) in next)
            {
                var member = type.Member(name, out _);
                part.Take(Value(old?[name], value, member), member, name);
            }
        }

        if (old is not null)
        {
            foreach (var (name, value) in old)
            {
                if (next is null || !next.Has(name))
                {
                    var member = type.Member(name, out _);
                    part.Take(Value(value, next: null, member), member, name);
                }
            }
        }

        part.Sort();
        return part;
    }

    private static Part Items(ArrayNode? old, ArrayNode? next, MergeType type)
    {
        var before = Index(old, type);
        var after = Index(next, type);
        var part = default(Part);
        foreach (var (element, items) in after)
        {
            before.TryGetValue(element, out var olds);
            Item(ref part, element, olds, items, type.Element);
        }

        foreach (var (element, items) in before)
        {
            if (!after.ContainsKey(element))
            {
                Item(ref part, element, items, next: null, type.Element);
            }
        }

        part.Sort();
        return part;
    }

    // Repeated elements count as one value that is owned as a whole.
    private static void Item(ref Part part, PathElement element, List<Node>? old, List<Node>? next, MergeType type)
    {
        int olds = old?.Count ?? 0, nexts = next?.Count ?? 0;
        if (olds <= 1 && nexts <= 1)
        {
            part.Take(Value(olds > 0 ? old![0] : null, nexts > 0 ? next![0] : null, type), element);
        }
        else if (olds > 1 && nexts > 1)
        {
            var same = SameItems(new ArrayNode(old!), new ArrayNode(next!));
            part.Take(new Part { Mark = same ? Mark.None : Mark.Modified }, element);
        }
        else
        {
            var single = olds > 1
                ? nexts > 0 ? Value(null, next![0], type) : default
                : olds > 0 ? Value(old![0], null, type) : default;
            var whole = new Part { Mark = olds > 1 ? Mark.Removed : Mark.Added };
            part.Take(single, element);
            part.Take(whole, element);
        }
    }

    private static Dictionary<PathElement, List<Node>> Index(ArrayNode? list, MergeType type)
    {
        var index = new Dictionary<PathElement, List<Node>>(list?.Items.Count ?? 0);
        foreach (var item in list?.Items ?? [])
        {
            if (type.ElementOf(item, out _) is { } element)
            {
                ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(index, element, out _);
                (slot ??= new(1)).Add(item);
            }
        }

        return index;
    }

    private enum Mark
    {
        None,
        Added,
        Modified,
        Removed,
    }

    // Differences below one value, and of the value itself.
    private struct Part
    {
        public FieldSet? Added;
        public FieldSet? Modified;
        public FieldSet? Removed;
        public Mark Mark;

        public void Take(Part child, MergeType member, string name)
        {
            if (child.Mark != Mark.None || child.Added is not null || child.Modified is not null || child.Removed is not null)
            {
                Take(child, MergeType.ElementOf(member, name));
            }
        }

        public void Take(Part child, PathElement element)
        {
            Put(ref Added, element, child.Mark == Mark.Added, child.Added);
            Put(ref Modified, element, child.Mark == Mark.Modified, child.Modified);
            Put(ref Removed, element, child.Mark == Mark.Removed, child.Removed);
        }

        public readonly void Sort()
        {
            Added?.Sort();
            Modified?.Sort();
            Removed?.Sort();
        }

        private static void Put(ref FieldSet? set, PathElement element, bool isMember, FieldSet? children)
        {
            if (isMember || children is not null)
            {
                (set ??= new FieldSet()).Add(element, isMember, children);
            }
        }
    }
}
