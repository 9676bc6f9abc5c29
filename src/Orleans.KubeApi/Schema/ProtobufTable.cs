namespace Orleans.KubeApi.Schema;

/// <summary>
/// The fields of a struct by protobuf number. Where protobuf has a message for an embedded Go struct, the number leads to a table of its
/// own, whose fields belong to the same JSON object. Immutable.
/// </summary>
internal sealed class ProtobufTable
{
    private readonly Dictionary<int, FieldSchema> _fields = [];
    private readonly Dictionary<int, ProtobufTable> _embedded = [];

    /// <summary>Builds the table; fields without a number cannot be sent as protobuf and are left out.</summary>
    public ProtobufTable(IEnumerable<FieldSchema> fields)
    {
        foreach (var field in fields)
        {
            if (field.Proto > 0)
            {
                Place(field.ProtoWithin)._fields[field.Proto] = field;
            }
        }
    }

    /// <summary>No field has a number: the type has no protobuf form.</summary>
    public bool IsEmpty => _fields.Count == 0 && _embedded.Count == 0;

    /// <summary>The field of that number, or null.</summary>
    public FieldSchema? Field(int number) => _fields.GetValueOrDefault(number);

    /// <summary>The embedded message of that number, or null.</summary>
    public ProtobufTable? Embedded(int number) => _embedded.GetValueOrDefault(number);

    private ProtobufTable Place(IReadOnlyList<int> within)
    {
        var table = this;
        foreach (var number in within)
        {
            if (!table._embedded.TryGetValue(number, out var inner))
            {
                inner = new ProtobufTable([]);
                table._embedded.Add(number, inner);
            }

            table = inner;
        }

        return table;
    }
}
