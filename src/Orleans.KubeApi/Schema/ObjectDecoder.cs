using System.Runtime.CompilerServices;
using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Decodes JSON into the canonical tree of a type: what Go's decoder would keep and its encoder would print. One pass. Members come in
/// schema order, maps sorted, unknown members dropped, null is absent, scalars in their canonical text, zero values printed or left out by
/// Go's rules.
/// </summary>
/// <remarks>
/// Field names are case-sensitive. A repeated field is decoded over the earlier one: maps and structs merge, everything else is replaced.
/// A list or map that may not be left out and is empty reads null: so it comes back from the original's store.
/// </remarks>
internal static class ObjectDecoder
{
    private const int Slots = 256;
    private static readonly JsonReaderOptions Options = new() { MaxDepth = NodeReader.MaxDepth };

    // The thread's array for the next decoding, all empty; a failure amid one and a long one leave none.
    [ThreadStatic]
    private static Node?[]? _slots;

    /// <summary>Decodes one object that must fill the whole text.</summary>
    /// <exception cref="JsonException">
    /// The text is not JSON, is nested deeper than <see cref="NodeReader.MaxDepth"/> or has trailing bytes.
    /// </exception>
    /// <exception cref="DecodeException">The JSON does not fit the type; the message is the original's.</exception>
    public static DecodeResult Decode(ReadOnlySpan<byte> utf8, TypeSchema type)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        if (!reader.Read())
        {
            throw new JsonException("unexpected end of JSON input");
        }

        var pass = new Pass(utf8, _slots ?? new Node?[Slots]);
        _slots = null;
        var node = pass.Value(ref reader, type, existing: null);
        _slots = pass.Slots;
        if (reader.Read())
        {
            throw new JsonException("trailing data");
        }

        if (pass.Trace.Error is { } error)
        {
            throw new DecodeException(error);
        }

        return new DecodeResult(node as ObjectNode ?? ZeroValue.Struct(type), pass.Trace.Problems);
    }

    /// <summary>The same for a tree, e.g. a patched one; the given tree is not changed.</summary>
    /// <exception cref="DecodeException">As <see cref="Decode"/>.</exception>
    public static DecodeResult Canonicalize(ObjectNode node, TypeSchema type)
    {
        using var scratch = JsonScratch.Rent();
        node.WriteTo(scratch.Writer);
        return Decode(scratch.Written, type);
    }

    // The state of one decoding. Values of the fields of all open structs live in one growing array, so structs cost no dictionary.
    private ref struct Pass(ReadOnlySpan<byte> text, Node?[] slots)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private Node?[] _slots = slots;
        private int _top;

        /// <summary>What the next decoding may use; null if this one needed more.</summary>
        public readonly Node?[]? Slots => _slots.Length > ObjectDecoder.Slots ? null : _slots;

        public DecodeTrace Trace { get; } = new();

        // Null means: nothing usable was given.
        public Node? Value(ref Utf8JsonReader reader, TypeSchema type, ObjectNode? existing)
        {
            switch (type.Shape)
            {
                case TypeShape.Struct:
                    return Accept(ref reader, JsonTokenType.StartObject, type) ? Struct(ref reader, type, existing) : null;
                case TypeShape.Map:
                    return Accept(ref reader, JsonTokenType.StartObject, type) ? Map(ref reader, type, existing) : null;
                case TypeShape.List:
                    return Accept(ref reader, JsonTokenType.StartArray, type) ? List(ref reader, type) : null;
                case TypeShape.Any:
                    return Any(ref reader, type);
                default:
                    return ScalarDecoder.Read(ref reader, type, Trace);
            }
        }

        private bool Accept(ref Utf8JsonReader reader, JsonTokenType wanted, TypeSchema type)
        {
            if (reader.TokenType == wanted)
            {
                EnsureStack();
                return true;
            }

            if (reader.TokenType != JsonTokenType.Null)
            {
                Trace.Mismatch(ScalarDecoder.KindOf(reader.TokenType), type.GoName);
                reader.Skip();
            }

            return false;
        }

        private ObjectNode Struct(ref Utf8JsonReader reader, TypeSchema type, ObjectNode? existing)
        {
            var fields = type.FieldArray;
            var bottom = Reserve(fields.Length);
            var seen = existing is null ? null : Preload(existing, type, bottom);
            var table = type.Table;
            var next = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var at = reader.ValueIsEscaped ? table.Find(NodeReader.ReadText(ref reader)) : table.Find(reader.ValueSpan, next);
                if (at < 0)
                {
                    Trace.Unknown(NodeReader.ReadText(ref reader));
                    reader.Read();
                    reader.Skip();
                    continue;
                }

                next = at + 1;
                if (seen is null ? _slots[bottom + at] is not null : seen[at])
                {
                    Trace.Duplicate(fields[at].Name);
                }

                if (seen is not null)
                {
                    seen[at] = true;
                }

                Member(ref reader, type, fields[at], bottom + at);
            }

            var node = Emit(fields, bottom);
            Array.Clear(_slots, bottom, fields.Length);
            _top = bottom;
            return node;
        }

        private void Member(ref Utf8JsonReader reader, TypeSchema owner, FieldSchema field, int slot)
        {
            var before = _slots[slot];
            reader.Read();
            Trace.Enter(owner, field.Name);
            var value = Value(ref reader, field.Type, before as ObjectNode);
            Trace.Leave();
            // As in Go null empties what can be empty, and leaves other values as they were.
            var emptied = before is null || field.Pointer || field.Type.Shape is TypeShape.Map or TypeShape.List;
            _slots[slot] = value ?? (emptied ? NullNode.Instance : before);
        }

        private ObjectNode Emit(FieldSchema[] fields, int bottom)
        {
            var values = _slots.AsSpan(bottom, fields.Length);
            var count = 0;
            foreach (var value in values)
            {
                count += value is null ? 0 : 1;
            }

            var node = new ObjectNode(count);
            for (var i = 0; i < fields.Length; i++)
            {
                var value = values[i] ?? NullNode.Instance;
                if (!ZeroValue.LeftOut(fields[i], value))
                {
                    var zero = value is NullNode || IsEmptyList(fields[i], value);
                    node.Append(fields[i].Name, zero ? ZeroValue.Of(fields[i].Type, fields[i].Pointer) : value);
                }
            }

            return node;
        }

        private static bool IsEmptyList(FieldSchema field, Node value) =>
            !field.Pointer && value is ArrayNode { Items.Count: 0 } && field.Type.Shape == TypeShape.List;

        // A repeated struct is decoded over what the earlier one left; its own fields may repeat again.
        private bool[] Preload(ObjectNode existing, TypeSchema type, int bottom)
        {
            foreach (var (name, value) in existing)
            {
                _slots[bottom + type.Table.Find(name)] = value;
            }

            return new bool[type.FieldArray.Length];
        }

        private ObjectNode Map(ref Utf8JsonReader reader, TypeSchema type, ObjectNode? existing)
        {
            var node = existing ?? [];
            var element = type.Element!;
            var sorted = existing is null;
            string? last = null;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var key = NodeReader.ReadText(ref reader);
                reader.Read();
                Trace.EnterKey(key);
                var value = Value(ref reader, element, existing: null);
                Trace.Leave();
                sorted = sorted && (last is null || string.CompareOrdinal(last, key) < 0);
                last = key;
                if (!node.Set(key, value ?? ZeroValue.OfElement(type)) && existing is null)
                {
                    Trace.Duplicate(key);
                }
            }

            if (!sorted)
            {
                node.SortByName();
            }

            return node;
        }

        private ArrayNode List(ref Utf8JsonReader reader, TypeSchema type)
        {
            var node = new ArrayNode();
            var element = type.Element!;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Trace.EnterIndex(node.Items.Count);
                node.Add(Value(ref reader, element, existing: null) ?? ZeroValue.OfElement(type));
                Trace.Leave();
            }

            return node;
        }

        private Node? Any(ref Utf8JsonReader reader, TypeSchema type)
        {
            if (reader.TokenType == JsonTokenType.Null)
            {
                return null;
            }

            if (type.Element is not { } element)
            {
                var start = (int)reader.TokenStartIndex;
                var value = NodeReader.ReadValue(ref reader, onDuplicate: null);
                return RawFields.Is(type) ? RawNode.Of(_text[start..(int)reader.BytesConsumed], value) : value;
            }

            Trace.BeginLenient();
            var node = reader.TokenType switch
            {
                JsonTokenType.StartObject => Value(ref reader, element, existing: null),
                JsonTokenType.StartArray => Alternatives(ref reader, type),
                _ => NodeReader.ReadValue(ref reader, onDuplicate: null),
            };
            Trace.EndLenient();
            return node;
        }

        private ArrayNode Alternatives(ref Utf8JsonReader reader, TypeSchema type)
        {
            var node = new ArrayNode();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                node.Add(Any(ref reader, type) ?? NullNode.Instance);
            }

            return node;
        }

        private int Reserve(int count)
        {
            var bottom = _top;
            _top += count;
            if (_top > _slots.Length)
            {
                Array.Resize(ref _slots, Math.Max(_top, _slots.Length * 2));
            }

            return bottom;
        }

        // 10,000 levels are legal; a thread of the pool has less stack than that may need, so refuse instead of dying.
        private static void EnsureStack()
        {
            if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            {
                throw new JsonException("exceeded max depth");
            }
        }
    }
}
