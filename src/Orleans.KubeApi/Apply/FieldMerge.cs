using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// Merges an applied configuration into an object: what the configuration mentions wins, nothing is removed. The inputs are not changed;
/// the result shares their subtrees.
/// </summary>
internal static class FieldMerge
{
    /// <summary>The merged object.</summary>
    public static ObjectNode Merge(ObjectNode live, ObjectNode config, MergeType type) => Members(live, config, type) ?? new ObjectNode();

    private static bool IsEmpty(Node? value) => value is null or NullNode or ObjectNode { Count: 0 } or ArrayNode { Items.Count: 0 };

    private static Node? Value(Node? live, Node? config, MergeType type)
    {
        if (IsEmpty(live) && IsEmpty(config))
        {
            return config ?? live;
        }

        return type.FormOf(live, config) switch
        {
            MergeForm.Map => Members(live as ObjectNode, config as ObjectNode, type),
            MergeForm.List => Items(live as ArrayNode ?? new(), config as ArrayNode ?? new(), type),
            _ => config ?? live,
        };
    }

    private static ObjectNode? Members(ObjectNode? live, ObjectNode? config, MergeType type)
    {
        if (live is null || config is null)
        {
            return live ?? config;
        }

        var result = new ObjectNode(live.Count + config.Count);
        foreach (var (name, value) in live)
        {
            if (Value(value, config[name], type.Member(name, out _)) is { } merged)
            {
                result.Append(name, merged);
            }
        }

        foreach (var (name, value) in config)
        {
            if (!live.Has(name))
            {
                result.Append(name, value);
            }
        }

        return result.Count > 0 ? result : null;
    }

    // The order of the configuration's elements is kept, the others stay where they were among them.
    private static ArrayNode? Items(ArrayNode live, ArrayNode config, MergeType type)
    {
        var walk = new ListWalk(live, config, type);
        while (walk.Step())
        {
        }

        return walk.Result.Items.Count > 0 ? walk.Result : null;
    }

    private static List<PathElement> Index(ArrayNode list, MergeType type, Dictionary<PathElement, Node?> items)
    {
        var order = new List<PathElement>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (type.ElementOf(item, out _) is { } element)
            {
                // Repeated elements are not merged with anything.
                items[element] = items.ContainsKey(element) ? NullNode.Instance : item;
                order.Add(element);
            }
        }

        return order;
    }

    private sealed class ListWalk
    {
        private readonly ArrayNode _live;
        private readonly MergeType _type;
        private readonly Dictionary<PathElement, Node?> _lives = [];
        private readonly Dictionary<PathElement, Node?> _configs = [];
        private readonly List<PathElement> _left;
        private readonly List<PathElement> _right;
        private readonly Queue<PathElement> _shared;
        private readonly HashSet<PathElement> _merged = [];
        private int _at;
        private int _to;

        public ListWalk(ArrayNode live, ArrayNode config, MergeType type)
        {
            (_live, _type) = (live, type);
            _left = Index(live, type, _lives);
            _right = Index(config, type, _configs);
            _shared = new(_right.Where(_lives.ContainsKey));
        }

        public ArrayNode Result { get; } = new();

        // False when both lists are used up.
        public bool Step()
        {
            bool hasLeft = _at < _left.Count, hasRight = _to < _right.Count;
            if (hasLeft && hasRight)
            {
                var element = _left[_at];
                if (element.Equals(_right[_to]))
                {
                    _shared.TryDequeue(out _);
                    _at++;
                    TakeRight();
                    return true;
                }

                if (_configs.ContainsKey(element) && _shared.TryPeek(out var wanted) && !wanted.Equals(element))
                {
                    _at++;
                    return true;
                }
            }

            if (hasLeft && !_configs.ContainsKey(_left[_at]))
            {
                Put(_live.Items[_at++]);
                return true;
            }

            if (hasLeft && _merged.Contains(_left[_at]))
            {
                _at++;
            }

            if (hasRight)
            {
                if (_shared.TryPeek(out var wanted) && wanted.Equals(_right[_to]))
                {
                    _shared.Dequeue();
                }

                TakeRight();
            }

            return _at < _left.Count || _to < _right.Count;
        }

        private void TakeRight()
        {
            var element = _right[_to++];
            _merged.Add(element);
            Put(Value(_lives.GetValueOrDefault(element), _configs[element], _type.Element));
        }

        private void Put(Node? item)
        {
            if (item is not null)
            {
                Result.Add(item);
            }
        }
    }
}
