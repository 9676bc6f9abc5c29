using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Tests.Schema;

/// <summary>
/// The way back, for the round trip: a JSON tree as the protobuf message of its type. Lists of numbers are packed or not, by chance.
/// </summary>
internal sealed class ProtobufTreeWriter(Random random)
{
    public ProtobufBuilder Write(ObjectNode node, TypeSchema type) => Level(node, type.Fields, level: 0);

    // Fields of an embedded message that have the same path of numbers make one message.
    private ProtobufBuilder Level(ObjectNode node, IEnumerable<FieldSchema> fields, int level)
    {
        var message = new ProtobufBuilder();
        var given = fields.Where(f => node.Has(f.Name)).ToList();
        foreach (var field in given.Where(f => f.ProtoWithin.Count == level))
        {
            Field(message, field, node[field.Name]!);
        }

        foreach (var embedded in given.Where(f => f.ProtoWithin.Count > level).GroupBy(f => f.ProtoWithin[level]))
        {
            message.Message(embedded.Key, Level(node, embedded, level + 1));
        }

        return message;
    }

    private void Field(ProtobufBuilder message, FieldSchema field, Node value)
    {
        switch (value)
        {
            case ObjectNode map when field.Type.Shape == TypeShape.Map:
                foreach (var (key, element) in map)
                {
                    var entry = new ProtobufBuilder().Text(1, key);
                    Value(entry, 2, field.Type.Element!, element);
                    message.Message(field.Proto, entry);
                }

                break;
            case ArrayNode list when field.Type.Shape == TypeShape.List:
                List(message, field.Proto, field.Type.Element!, list);
                break;
            default:
                Value(message, field.Proto, field.Type, value);
                break;
        }
    }

    private void List(ProtobufBuilder message, int number, TypeSchema element, ArrayNode list)
    {
        if (element.Shape is TypeShape.Int32 or TypeShape.Int64 && random.Next(2) == 0)
        {
            var packed = new ProtobufBuilder();
            list.Items.ForEach(i => packed.Varint(unchecked((ulong)((NumberNode)i).AsInteger()!.Value)));
            message.Message(number, packed);
            return;
        }

        list.Items.ForEach(i => Value(message, number, element, i));
    }

    private void Value(ProtobufBuilder message, int number, TypeSchema type, Node value)
    {
        switch (value)
        {
            case ObjectNode node when type.Shape == TypeShape.Struct:
                message.Message(number, Write(node, type));
                break;
            case ArrayNode list when type.Shape == TypeShape.List:
                var wrapper = new ProtobufBuilder();
                List(wrapper, 1, type.Element!, list);
                message.Message(number, wrapper);
                break;
            case BoolNode yes when type.Shape == TypeShape.Boolean:
                message.Number(number, yes.Value ? 1 : 0);
                break;
            case NumberNode integer when type.Shape is TypeShape.Int32 or TypeShape.Int64:
                message.Number(number, integer.AsInteger()!.Value);
                break;
            case NumberNode real when type.Shape == TypeShape.Double:
                message.Double(number, double.Parse(real.Text, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case TextNode text when type.Shape == TypeShape.Text:
                message.Text(number, text.Value);
                break;
            case TextNode base64 when type.Shape == TypeShape.Bytes:
                message.Bytes(number, Convert.FromBase64String(base64.Value));
                break;
            default:
                message.Message(number, Small(type, value));
                break;
        }
    }

    private ProtobufBuilder Small(TypeSchema type, Node value) => (type.Shape, value) switch
    {
        (TypeShape.Quantity, TextNode text) => new ProtobufBuilder().Text(1, text.Value),
        (TypeShape.IntOrString, TextNode text) => new ProtobufBuilder().Number(1, 1).Number(2, 0).Text(3, text.Value),
        (TypeShape.IntOrString, NumberNode number) => new ProtobufBuilder().Number(1, 0).Number(2, number.AsInteger()!.Value).Text(3, ""),
        (TypeShape.Time or TypeShape.MicroTime, TextNode text) => Time(text.Value),
        (TypeShape.Any, _) when type.Element is { } element => Choice(element, value),
        (TypeShape.Any, _) => new ProtobufBuilder().Bytes(1, value.ToUtf8()),
        _ => throw new InvalidOperationException($"{value} as {type.GoName}"),
    };

    private static ProtobufBuilder Time(string text)
    {
        var ticks = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var (seconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        return rest < 0
            ? new ProtobufBuilder().Number(1, seconds - 1).Number(2, (rest + TimeSpan.TicksPerSecond) * 100)
            : new ProtobufBuilder().Number(1, seconds).Number(2, rest * 100);
    }

    private ProtobufBuilder Choice(TypeSchema element, Node value)
    {
        var message = new ProtobufBuilder();
        switch (value)
        {
            case BoolNode yes:
                return message.Number(1, yes.Value ? 1 : 0);
            case ArrayNode list:
                list.Items.ForEach(i => _ = i is TextNode name
                    ? message.Text(2, name.Value)
                    : message.Message(2, Write((ObjectNode)i, element)));
                return message;
            default:
                return message;
        }
    }
}
