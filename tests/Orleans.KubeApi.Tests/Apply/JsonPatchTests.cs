using System.Text;
using CsCheck;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Apply;

public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """[]""", """{"a":1}""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b","value":[1,{"c":null}]}]""", """{"a":1,"b":[1,{"c":null}]}""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/a","value":2}]""", """{"a":2}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"add","path":"/a/1","value":9}]""", """{"a":[1,9,2]}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"add","path":"/a/2","value":9}]""", """{"a":[1,2,9]}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"add","path":"/a/-","value":9}]""", """{"a":[1,2,9]}""")]
    [InlineData("""{"a":{}}""", """[{"op":"add","path":"/a/x.io~1k~0","value":1}]""", """{"a":{"x.io/k~":1}}""")]
    [InlineData("""{"a":{}}""", """[{"op":"add","path":"/a/~01","value":1}]""", """{"a":{"~1":1}}""")]
    [InlineData("""{"a":{}}""", """[{"op":"add","path":"/","value":1}]""", """{"a":{},"":1}""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b"}]""", """{"a":1,"b":null}""")]
    [InlineData("""{"a":1,"b":2}""", """[{"op":"remove","path":"/a"}]""", """{"b":2}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"remove","path":"/a/0"}]""", """{"a":[2]}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"/b","value":2}]""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"replace","path":"/a/1","value":3}]""", """{"a":[1,3]}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":{"b":1}}]""", """{"b":1}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"move","from":"/a/b","path":"/c"}]""", """{"a":{},"c":1}""")]
    [InlineData("""{"a":1}""", """[{"op":"move","from":"/a","path":"/a"}]""", """{"a":1}""")]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"move","from":"/a/0","path":"/a/2"}]""", """{"a":[2,3,1]}""")]
    [InlineData("""{"a":[1]}""", """[{"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"/b/-","value":2}]""",
        """{"a":[1],"b":[1,2]}""")]
    [InlineData("""{"a":{"b":[1,"x",null]}}""", """[{"op":"test","path":"/a","value":{"b":[1,"x",null]}}]""",
        """{"a":{"b":[1,"x",null]}}""")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/b","value":null}]""", """{"a":1}""")]
    [InlineData("""{"a":1}""", """[{"op":"copy","from":"/b","path":"/c"}]""", """{"a":1,"c":null}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"test","path":"/a/-1","value":2},{"op":"remove","path":"/a/-2"}]""", """{"a":[2]}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"add","path":"/a/-1","value":3},{"op":"replace","path":"/a/00","value":0}]""",
        """{"a":[0,2,3]}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"remove","path":"x/a/1"}]""", """{"a":[1]}""")]
    [InlineData("""{"a":1}""", """[{"extra":[{}],"op":"test","path":"/a","value":1}]""", """{"a":1}""")]
    public void Apply_Operations_FollowTheStandard(string target, string patch, string expected) =>
        Assert.Equal(expected, JsonPatch.Apply(Parse(target), Bytes(patch)).ToString());

    [Theory]
    [InlineData("""[{"op":"test","path":"/s","value":"no"}]""")]
    [InlineData("""[{"op":"test","path":"/absent","value":"no"}]""")]
    [InlineData("""[{"op":"test","path":"/list/7","value":null}]""")]
    [InlineData("""[{"op":"remove","path":"/absent"}]""")]
    [InlineData("""[{"op":"remove","path":""}]""")]
    [InlineData("""[{"op":"remove","path":"/list/2"}]""")]
    [InlineData("""[{"op":"add","path":"/absent/here","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/s/here","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/list/999999999","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/list/99999999999999","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/list/-9","value":1}]""")]
    [InlineData("""[{"op":"add","path":"","value":{}}]""")]
    [InlineData("""[{"op":"copy","from":"/list/7","path":"/x"}]""")]
    [InlineData("""[{"op":"replace","path":"/list/-","value":1}]""")]
    [InlineData("""[{"op":"add","path":"s","value":1}]""")]
    [InlineData("""[{"op":"add","value":1}]""")]
    [InlineData("""[{"op":"frob","path":"/s"}]""")]
    [InlineData("""[{"path":"/s"}]""")]
    [InlineData("""[null]""")]
    [InlineData("""[{"op":"copy","path":"/x"}]""")]
    [InlineData("""[{"op":"move","from":"/absent","path":"/x"}]""")]
    [InlineData("""[{"op":"move","from":"/list","path":"/list/0"}]""")]
    public void Apply_WhatDoesNotApply_Is422(string patch) => AssertRefused(422, "Invalid", patch);

    [Theory]
    [InlineData("{}", "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")]
    [InlineData("[1]", "error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp")]
    [InlineData("""[{"op":"add","path":7,"value":1}]""",
        "error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.path of type string")]
    [InlineData("", "error decoding patch: unexpected end of JSON input")]
    [InlineData("""[{"op":"add",""", "error decoding patch: unexpected end of JSON input")]
    [InlineData("[]x", "error decoding patch: invalid character 'x' looking for beginning of value")]
    [InlineData("[\n {},\n }", "error decoding patch: invalid character '}' looking for beginning of value")]
    public void Apply_Malformed_Is400(string patch, string text) => Assert.Equal(text, AssertRefused(400, "BadRequest", patch).Message);

    [Fact]
    public void Apply_Null_IsNoOperation() => Assert.Equal("""{"a":1}""", JsonPatch.Apply(Parse("""{"a":1}"""), Bytes("null")).ToString());

    [Theory]
    [InlineData("""[{"op":"test","path":"/a","value":{"x":1}}]""", "")]
    [InlineData("""[{"op":"test"},{"op":"add","op":"add","Path":"/a","value":{"k":1,"k":2,"other":1}}]""",
        "json patch duplicate field \"[1].op\", json patch duplicate field \"[1].value.k\", json patch unknown field \"[1].Path\"")]
    public void Problems_OfAPatch_AreTheOriginals(string patch, string expected) =>
        Assert.Equal(expected, string.Join(", ", JsonPatchReader.Problems(Bytes(patch))));

    [Fact]
    public void Apply_ManyOperations_StopsAtTheLimit()
    {
        var operation = """{"op":"add","path":"/a","value":"x"}""";
        JsonPatch.Apply(Parse("{}"), Bytes($"[{string.Join(',', Enumerable.Repeat(operation, 10_000))}]"));
        var refused = AssertRefused(413, "RequestEntityTooLarge", $"[{string.Join(',', Enumerable.Repeat(operation, 10_001))}]");
        Assert.Equal("Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001", refused.Message);
    }

    [Fact]
    public void Apply_CopyBomb_Is422BeforeItGrows()
    {
        var copies = Enumerable.Range(0, 40).Select(i => $$"""{"op":"copy","from":"/data","path":"/data/b{{i}}"}""");
        AssertRefused(422, "Invalid", $"[{string.Join(',', copies)}]", $$$"""{"data":{"a":"{{{new string('x', 1000)}}}"}}""");
    }

    [Fact]
    public void Apply_CopiesUpToTheLimit_Pass()
    {
        var value = new string('x', 1024 * 1024 - 2);
        var two = """[{"op":"copy","from":"/a","path":"/b"},{"op":"copy","from":"/a","path":"/c"},{"op":"copy","from":"/a","path":"/d"}]""";
        Assert.Equal(4, ((ObjectNode)JsonPatch.Apply(Parse($$"""{"a":"{{value}}"}"""), Bytes(two))).Count);
        AssertRefused(422, "Invalid", two, $$"""{"a":"{{value}}x"}""");
    }

    [Fact]
    public void Apply_CopyIntoItself_NeverGetsDeeperThanCanBeRead()
    {
        var operations = new List<string>();
        for (var depth = 1; depth < 20_000; depth *= 2)
        {
            operations.Add($$"""{"op":"copy","from":"/a","path":"{{string.Concat(Enumerable.Repeat("/a", depth + 1))}}"}""");
        }

        AssertRefused(422, "Invalid", $"[{string.Join(',', operations)}]", """{"a":{}}""");
    }

    [Fact]
    public void Apply_DeepestDocument_Survives()
    {
        var deep = $"{string.Concat(Enumerable.Repeat("[", 9_000))}{new string(']', 9_000)}";
        var patch = Bytes($$"""[{"op":"add","path":"/a","value":{{deep}}},{"op":"copy","from":"/a","path":"/b"}]""");
        var result = JsonPatch.Apply(Parse("{}"), patch);
        Assert.Equal(18_000 + 18_000 + 11, result.ToUtf8().Length);
    }

    [Fact]
    public void Apply_AddThenTestThenRemove_GivesBackTheDocument() =>
        Gen.Select(Trees.Object, Trees.Any, Gen.String[Gen.Char["ab/~\"é"], 0, 4]).Sample((target, value, key) =>
        {
            if (target.Has(key))
            {
                return;
            }

            var path = new TextNode("/" + key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            var before = target.ToString();
            var patch = new ArrayNode(
            [
                new ObjectNode { { "op", "add" }, { "path", path }, { "value", value } },
                new ObjectNode { { "op", "test" }, { "path", path }, { "value", value } },
                new ObjectNode { { "op", "remove" }, { "path", path } },
            ]);
            Assert.Equal(before, JsonPatch.Apply(target.Clone(), patch.ToUtf8()).ToString());
        });

    [Fact]
    public void Apply_TestOfTheWholeDocument_HoldsForItselfOnly() =>
        Gen.Select(Trees.Object, Trees.Object).Sample((target, other) =>
        {
            var patch = new ArrayNode([new ObjectNode { { "op", "test" }, { "path", "" }, { "value", other } }]).ToUtf8();
            var holds = Record.Exception(() => JsonPatch.Apply(target.Clone(), patch)) is null;
            Assert.Equal(Node.DeepEquals(target, other), holds);
        });

    private static Status AssertRefused(int code, string reason, string patch, string target = """{"s":"x","list":[1,2]}""")
    {
        var refused = Assert.Throws<StatusException>(() => JsonPatch.Apply(Parse(target), Bytes(patch))).Status;
        Assert.Equal((code, reason), (refused.Code, refused.Reason));
        return refused;
    }

    private static Node Parse(string json) => NodeReader.Parse(Bytes(json));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
