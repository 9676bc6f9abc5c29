using System.Globalization;
using System.Text;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Tests.Golden;

/// <summary>
/// An object of a kind with a value in every field, made from the schema alone: always the same for the same schema. Only fields that all
/// three forms can carry; recursive types end after two levels.
/// </summary>
internal sealed class FullObject
{
    private static readonly DateTimeOffset FirstTime = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly List<TypeSchema> _open = [];
    private int _values;

    private FullObject()
    {
    }

    /// <summary>The object in canonical form.</summary>
    public static ObjectNode Of(ResourceType type)
    {
        var node = new FullObject().Struct(type.Schema);
        node.Set("kind", type.Kind.Kind);
        node.Set("apiVersion", type.Kind.ApiVersion);
        return ObjectDecoder.Canonicalize(node, type.Schema).Object;
    }

    private ObjectNode Struct(TypeSchema type)
    {
        _open.Add(type);
        var node = new ObjectNode();
        foreach (var field in type.Fields)
        {
            if (field.Proto > 0 && Value(field.Type, field.Name) is { } value)
            {
                node.Set(field.Name, value);
            }
        }

        _open.RemoveAt(_open.Count - 1);
        return node;
    }

    private Node? Value(TypeSchema type, string name)
    {
        if (_open.Count(t => ReferenceEquals(t, type)) > 1)
        {
            return null;
        }

        _values++;
        return type.Shape switch
        {
            TypeShape.Struct => Struct(type),
            TypeShape.List => Value(type.Element!, name) is { } item ? new ArrayNode([item]) : null,
            TypeShape.Map => Value(type.Element!, name) is { } element ? new ObjectNode { { $"key-{_values}", element } } : null,
            TypeShape.Text => type.Values.Count > 0 ? type.Values[_values % type.Values.Count] : $"{name}-{_values}",
            TypeShape.Boolean => true,
            TypeShape.Int32 => _values,
            TypeShape.Int64 => 9_007_199_254_740_993 + _values, // more than a double holds
            TypeShape.Double => new NumberNode(GoNumber.Format(_values + 0.5)),
            TypeShape.Bytes => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}-{_values}")),
            TypeShape.Quantity => $"{_values}Mi",
            TypeShape.IntOrString => _values % 2 == 0 ? (Node)_values : $"{_values}%",
            TypeShape.Time => GoTime.Format(FirstTime.AddSeconds(_values), micro: false),
            TypeShape.MicroTime => GoTime.Format(FirstTime.AddMilliseconds(_values), micro: true),
            _ => Any(type, name),
        };
    }

    private Node? Any(TypeSchema type, string name)
    {
        if (type.Element is null)
        {
            return new ObjectNode { { $"any-{_values}", new ArrayNode([_values, "x", new ObjectNode { { "deep", false } }]) } };
        }

        if (type.Name.EndsWith("OrStringArray", StringComparison.Ordinal))
        {
            return new ArrayNode([name, _values.ToString(CultureInfo.InvariantCulture)]);
        }

        return Value(type.Element, name);
    }
}
