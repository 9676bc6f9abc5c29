using System.Collections.Frozen;

namespace Orleans.KubeApi.Schema;

/// <summary>A compiled structural type: built once, immutable after <see cref="Complete"/>, shared by every kind that uses it.</summary>
internal sealed class TypeSchema(string name, TypeShape shape)
{
    private FrozenDictionary<string, FieldSchema> _byName = FrozenDictionary<string, FieldSchema>.Empty;

    /// <summary>The full type name, e.g. <c>io.k8s.api.core.v1.PodSpec</c>; "" for anonymous maps and lists.</summary>
    public string Name { get; } = name;

    /// <summary>The JSON shape.</summary>
    public TypeShape Shape { get; } = shape;

    /// <summary>Fields of a struct in the original's declaration order, inline structs flattened; otherwise empty.</summary>
    public IReadOnlyList<FieldSchema> Fields { get; private set; } = [];

    /// <summary>Element type of a map or list, otherwise null.</summary>
    public TypeSchema? Element { get; private set; }

    /// <summary>Whether elements are pointers (null elements are kept apart from zero values).</summary>
    public bool ElementIsPointer { get; private set; }

    /// <summary>Allowed values of a string enum, else empty. Not enforced by decoding.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Finds a field by its exact JSON name.</summary>
    public FieldSchema? Field(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Fills in what refers to other types (types may be recursive). Called once, by the builder.</summary>
    public void Complete(IReadOnlyList<FieldSchema> fields, TypeSchema? element, bool elementIsPointer)
    {
        Fields = fields;
        Element = element;
        ElementIsPointer = elementIsPointer;
        _byName = fields.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
    }
}
