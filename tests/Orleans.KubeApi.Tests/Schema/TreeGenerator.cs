using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Tests.Schema;

/// <summary>Trees of a type by chance, in canonical values; only fields that protobuf can send.</summary>
internal sealed class TreeGenerator(Random random)
{
    private const int MaxDepth = 6;
    private static readonly string[] Texts = ["", "a", "x-y", "Grüße", "日本", "\"<&>\"\n", new string('l', 200)];
    private static readonly long[] Integers = [0, 1, -1, 127, 128, -70_000, int.MaxValue, int.MinValue];

    public ObjectNode Tree(TypeSchema type, int depth = 1)
    {
        var node = new ObjectNode();
        foreach (var field in type.Fields)
        {
            if (field.Proto > 0 && random.NextDouble() < Chance(field.Type.Shape, depth))
            {
                node.Set(field.Name, Value(field.Type, depth));
            }
        }

        return node;
    }

    private static double Chance(TypeShape shape, int depth) => shape switch
    {
        TypeShape.Struct or TypeShape.List or TypeShape.Map or TypeShape.Any => depth switch { 1 => 0.9, > MaxDepth => 0, _ => 0.2 },
        _ => 0.4,
    };

    private Node Value(TypeSchema type, int depth) => type.Shape switch
    {
        TypeShape.Struct => Tree(type, depth + 1),
        TypeShape.List => new ArrayNode(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Value(type.Element!, depth + 1))),
        TypeShape.Map => Map(type, depth),
        TypeShape.Text => Pick(Texts),
        TypeShape.Boolean => random.Next(2) == 0,
        TypeShape.Int32 => Pick(Integers),
        TypeShape.Int64 => random.Next(2) == 0 ? Pick(Integers) : random.NextInt64(long.MinValue, long.MaxValue),
        TypeShape.Double => new NumberNode(GoNumber.Format((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30)))),
        TypeShape.Bytes => Convert.ToBase64String(Enumerable.Range(0, random.Next(5)).Select(i => (byte)(i * 77)).ToArray()),
        TypeShape.Quantity => Pick(["0", "1", "100m", "2Gi"]),
        TypeShape.IntOrString => random.Next(2) == 0 ? (int)Pick(Integers) : Pick(Texts),
        TypeShape.Time or TypeShape.MicroTime => GoTime.Format(
            DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(-100, 100) * 12_345_678_901_230), type.Shape == TypeShape.MicroTime),
        TypeShape.Any => Any(type, depth),
        _ => throw new InvalidOperationException(type.GoName),
    };

    private ObjectNode Map(TypeSchema type, int depth)
    {
        var node = new ObjectNode();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            node.Set($"k{i}", Value(type.Element!, depth + 1));
        }

        return node;
    }

    private Node Any(TypeSchema type, int depth)
    {
        if (type.Element is null)
        {
            return NodeReader.Parse("""{"b":[1,2.50,"x",null,{}],"a":false}"""u8);
        }

        if (type.Name.EndsWith("OrBool", StringComparison.Ordinal))
        {
            return random.Next(2) == 0;
        }

        return new ArrayNode(Enumerable.Range(0, 2).Select(
            i => type.Name.EndsWith("OrStringArray", StringComparison.Ordinal) ? (Node)$"p{i}" : Tree(type.Element, depth + 2)));
    }

    private T Pick<T>(T[] values) => values[random.Next(values.Length)];
}
