using System.Buffers;
using System.Text;
using CsCheck;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

/// <summary>Indentation of JSON bytes, judged by a walk over the tree.</summary>
public sealed class JsonIndenterTests
{
    private static readonly Gen<string> Texts = Gen.String[Gen.Char["aé\"\\{}[],: \n\u0001<"], 0, 6];

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("""{"a":{},"b":[],"c":[[],{}]}""", "{\n  \"a\": {},\n  \"b\": [],\n  \"c\": [\n    [],\n    {}\n  ]\n}")]
    [InlineData("""["a\"b\\",1.50,null,true]""", "[\n  \"a\\\"b\\\\\",\n  1.50,\n  null,\n  true\n]")]
    [InlineData("{ \"a\" :\n[ 1 ,2 ] }\n", "{\n  \"a\": [\n    1,\n    2\n  ]\n}")]
    public void Write_Json_IsIndentedAsGoDoes(string json, string expected) => Assert.Equal(expected, Indent(json, json.Length));

    [Fact]
    public void Write_AnyTreeInAnyPieces_IsIndentedAsItsTree() =>
        Gen.Select(Nodes(4), Gen.Int[1, 40]).Sample((node, piece) => Assert.Equal(Indented(node, "\n"), Indent(node.ToString(), piece)));

    private static string Indented(Node node, string line) => node switch
    {
        ObjectNode { Count: > 0 } o =>
            $"{{{string.Join(",", o.Select(m => $"{line}  {new TextNode(m.Key)}: {Indented(m.Value, line + "  ")}"))}{line}}}",
        ArrayNode { Items.Count: > 0 } a => $"[{string.Join(",", a.Items.Select(i => $"{line}  {Indented(i, line + "  ")}"))}{line}]",
        _ => node.ToString(),
    };

    private static Gen<Node> Nodes(int depth)
    {
        var scalar = Gen.OneOf(
            Texts.Select(t => (Node)new TextNode(t)), Gen.Long.Select(n => (Node)new NumberNode(n)), Gen.Const((Node)NullNode.Instance));
        return depth == 0 ? scalar : Gen.OneOf(
            scalar,
            Nodes(depth - 1).List[0, 4].Select(items => (Node)new ArrayNode(items)),
            Gen.Select(Texts, Nodes(depth - 1)).List[0, 4].Select(Object));
    }

    private static Node Object(List<(string Name, Node Value)> members)
    {
        var node = new ObjectNode();
        foreach (var (name, value) in members)
        {
            node.Set(name, value);
        }

        return node;
    }

    private static string Indent(string json, int piece)
    {
        var output = new ArrayBufferWriter<byte>();
        var indenter = new JsonIndenter(output);
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var at = 0; at < bytes.Length; at += piece)
        {
            indenter.Write(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
