namespace Orleans.KubeApi.Schema;

/// <summary>
/// A structural type, shared by every kind that uses it. What refers to other types (types may be recursive) is filled in later:
/// by <see cref="Complete"/>, or at first use by the function given to the constructor. Immutable from then on, safe for any thread.
/// </summary>
internal sealed class TypeSchema(string name, TypeShape shape, Action<TypeSchema>? complete = null)
{
    private volatile Body? _body;
    private string? _goName;
    private ProtobufTable? _protobuf;
    private ProtobufPlan? _order;
    private volatile byte _holdsRaw; // 0: not asked yet, 1: no, 2: yes

    /// <summary>The full type name, e.g. <c>io.k8s.api.core.v1.PodSpec</c>; "" for anonymous maps and lists.</summary>
    public string Name { get; } = name;

    /// <summary>The JSON shape.</summary>
    public TypeShape Shape { get; } = shape;

    /// <summary>Fields of a struct in the original's declaration order, inline structs flattened; otherwise empty.</summary>
    public IReadOnlyList<FieldSchema> Fields => Filled.Fields;

    /// <summary>
    /// Element type of a map or list, otherwise null. With <see cref="TypeShape.Any"/>: the type of the JSON objects found there, alone or
    /// as elements of an array (JSONSchemaPropsOrBool and its like).
    /// </summary>
    public TypeSchema? Element => Filled.Element;

    /// <summary>Whether elements are pointers (null elements are kept apart from zero values).</summary>
    public bool ElementIsPointer => Filled.ElementIsPointer;

    /// <summary>Allowed values of a string enum, else empty. Not enforced by decoding.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Owned as a whole in server-side apply (<c>x-kubernetes-map-type: atomic</c> on the type).</summary>
    public bool Atomic { get; init; }

    /// <summary>Go's name of the type, as its decoder's messages print it: <c>v1.ObjectMeta</c>, <c>map[string]string</c>.</summary>
    public string GoName => _goName ??= GoTypeName.Of(GoText.Length > 0 ? GoText : Name);

    /// <summary>Go's text of an anonymous type with full type names, "" where <see cref="Name"/> says it.</summary>
    public string GoText { get; init; } = "";

    /// <summary>Whether a value may hold raw JSON, of which the text counts; found out at first use.</summary>
    internal bool HoldsRaw
    {
        get
        {
            if (_holdsRaw == 0)
            {
                _holdsRaw = RawFields.In(this) ? (byte)2 : (byte)1;
            }

            return _holdsRaw == 2;
        }
    }

    /// <summary>Fields as an array for the decoder.</summary>
    internal FieldSchema[] FieldArray => Filled.Fields;

    /// <summary>Fields by the bytes of their names, for the decoder.</summary>
    internal FieldTable Table => Filled.Table;

    /// <summary>Fields by their protobuf numbers; made at first use.</summary>
    internal ProtobufTable Protobuf => _protobuf ??= new ProtobufTable(Filled.Fields);

    /// <summary>Fields in the order of their protobuf message; made at first use.</summary>
    internal ProtobufPlan ProtobufOrder => _order ??= ProtobufPlan.Of(Filled.Fields);

    private Body Filled => _body ?? Fill();

    /// <summary>Finds a field by its exact JSON name.</summary>
    public FieldSchema? Field(string name) => Filled.Table.Find(name) is var at and >= 0 ? Filled.Fields[at] : null;

    /// <summary>Fills in what refers to other types. Called once, by the builder.</summary>
    public void Complete(IReadOnlyList<FieldSchema> fields, TypeSchema? element, bool elementIsPointer)
    {
        if (_body is not null)
        {
            // Two threads asked first at the same time; both built the same.
            return;
        }

        var array = fields.ToArray();
        _body = new Body(array, new FieldTable(array), element, elementIsPointer);
    }

    /// <inheritdoc/>
    public override string ToString() => GoName;

    private Body Fill()
    {
        complete?.Invoke(this);
        return _body ??= new Body([], new FieldTable([]), Element: null, ElementIsPointer: false);
    }

    private sealed record Body(FieldSchema[] Fields, FieldTable Table, TypeSchema? Element, bool ElementIsPointer);
}
