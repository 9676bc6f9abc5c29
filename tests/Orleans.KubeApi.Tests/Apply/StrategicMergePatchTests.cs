using System.Diagnostics;
using System.Text;
using CsCheck;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;
using Orleans.KubeApi.Tests.Support;
using Xunit;

namespace Orleans.KubeApi.Tests.Apply;

public sealed class StrategicMergePatchTests
{
    private static readonly TypeSchema Text = new("", TypeShape.Text);
    private static readonly TypeSchema Pod = PodLike();

    public static TheoryData<string, string, string> Cases => CaseFile.Triples("Apply/strategic.cases.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_Patch_FollowsTheStrategies(string target, string patch, string expected) =>
        Assert.Equal(expected, StrategicMergePatch.Apply(Parse(target), Parse(patch), Pod).ToString());

    [Theory]
    [InlineData("""{"c":[{"v":"x"}]}""", "map: map[v:x] does not contain declared merge key: name")]
    [InlineData("""{"c":[{"$patch":"delete"}]}""", "map: map[$patch:delete] does not contain declared merge key: name")]
    [InlineData("""{"c":[{"name":"1","$patch":"explode"}]}""", "unknown patch type: explode in map: map[$patch:explode name:1]")]
    [InlineData("""{"c":[{"name":"1","v":"x","$patch":"merge"}]}""", "merging lists cannot yet be specified in the patch")]
    [InlineData("""{"map":{"$patch":"merge","b":"2"}}""", "unknown patch type: merge in map: map[$patch:merge b:2]")]
    [InlineData("""{"map":{"$patch":"bogus"}}""", "unknown patch type: bogus in map: map[$patch:bogus]")]
    [InlineData("""{"$patch":7}""", "unknown patch type: 7 in map: map[$patch:7]")]
    [InlineData("""{"$setElementOrder/c":[{"name":"1"}],"c":[{"name":"2","v":"x"}]}""",
        "The order in patch list:\n[map[name:2 v:x]]\n doesn't match $setElementOrder list:\n[map[name:1]]\n")]
    [InlineData("""{"s":{"$setElementOrder/x":["a"]}}""", "unable to find api field in struct S for the json field \"x\"")]
    [InlineData("""{"$setElementOrder/c":{}}""", "$setElementOrder/c: expected a list, but received a object")]
    [InlineData("""{"$setElementOrder/c":[{"name":"1"}],"c":"x"}""", "c: expected a list, but received a string")]
    [InlineData("""{"$setElementOrder":[]}""", "invalid patch format of setElementOrder list")]
    [InlineData("""{"$deleteFromPrimitiveList/set":"a"}""", "invalid patch format of primitive list")]
    [InlineData("""{"s":{"$retainKeys":"type"}}""", "invalid patch format of retainKeys")]
    [InlineData("""{"s":{"$retainKeys":["type"],"r":{}}}""", "invalid patch format of retainKeys")]
    [InlineData("""{"set":["a",{}]}""", "list element types are not identical: [a map[]]")]
    [InlineData("""{"set":[["a"]]}""", "lists of lists are not supported")]
    public void Apply_BadPatch_IsRefusedWithTheOriginalsText(string patch, string expected)
    {
        var target = """{"c":[{"name":"1"}],"map":{"a":"1"},"set":["a"],"s":{"type":"R","r":{}}}""";
        var refused = Assert.Throws<StatusException>(() => StrategicMergePatch.Apply(Parse(target), Parse(patch), Pod)).Status;
        // Faults of the content are 500 without a reason in the original; only faults of the form are 400.
        var isForm = expected.StartsWith("invalid patch format", StringComparison.Ordinal)
            || expected.StartsWith("lists of", StringComparison.Ordinal);
        Assert.Equal((isForm ? 400 : 500, isForm ? "BadRequest" : "", expected), (refused.Code, refused.Reason, refused.Message));
    }

    [Fact]
    public void Apply_ReplaceOfTheWholeObject_KeepsItsKind() => Assert.Equal(
        """{"map":{"a":"1"},"apiVersion":"v1","kind":"Pod"}""",
        StrategicMergePatch.Apply(
            Parse("""{"kind":"Pod","apiVersion":"v1","set":["x"]}"""), Parse("""{"$patch":"replace","map":{"a":"1"}}"""), Pod).ToString());

    [Fact]
    public void Apply_Twice_IsTheSameAsOnce() => Gen.Select(Objects(nulls: false), Objects(nulls: true)).Sample((target, patch) =>
    {
        var once = StrategicMergePatch.Apply((ObjectNode)target.Clone(), (ObjectNode)patch.Clone(), Pod);
        var twice = StrategicMergePatch.Apply((ObjectNode)once.Clone(), (ObjectNode)patch.Clone(), Pod);
        Assert.True(Node.DeepEquals(once, twice), $"{target} + {patch}: {once} then {twice}");
    });

    [Fact]
    public void Apply_WholeObjectAsPatch_ChangesNothing() => Objects(nulls: false).Sample(target =>
        Assert.True(Node.DeepEquals(target, StrategicMergePatch.Apply((ObjectNode)target.Clone(), (ObjectNode)target.Clone(), Pod))));

    [Fact]
    public void Apply_LongLists_StaysLinear()
    {
        var patch = Parse($$"""{"set":[{{string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i}\""))}}]}""");
        var target = Parse($$"""{"set":[{{string.Join(',', Enumerable.Range(50_000, 100_000).Select(i => $"\"{i}\""))}}]}""");
        var clock = Stopwatch.StartNew();
        Assert.Equal(150_000, StrategicMergePatch.Apply(target, patch, Pod).Array("set")!.Items.Count);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
    }

    private static TypeSchema PodLike()
    {
        var map = Complete(new("", TypeShape.Map), element: Text);
        var inner = Complete(new("R", TypeShape.Struct), fields: [new("x", Text), new("y", Text)]);
        var source = Complete(new("S", TypeShape.Struct), fields: [new("type", Text), new("r", inner)]);
        var element = Complete(new("C", TypeShape.Struct), fields: [new("name", Text), new("v", Text), new("w", Text), new("map", map)]);
        return Complete(new("P", TypeShape.Struct), fields:
        [
            new("c", Complete(new("", TypeShape.List), element)) { PatchStrategy = "merge,retainKeys", PatchMergeKey = "name" },
            new("set", Complete(new("", TypeShape.List), Text)) { PatchStrategy = "merge" },
            new("atomic", Complete(new("", TypeShape.List), Text)),
            new("map", map),
            new("whole", map) { PatchStrategy = "replace" },
            new("s", source) { PatchStrategy = "retainKeys" },
            new("n", Text),
        ]);
    }

    private static TypeSchema Complete(TypeSchema type, TypeSchema? element = null, FieldSchema[]? fields = null)
    {
        type.Complete(fields ?? [], element, elementIsPointer: false);
        return type;
    }

    private static Gen<ObjectNode> Objects(bool nulls)
    {
        var letter = Gen.Char["abcd"].Select(c => c.ToString());
        var map = Gen.Select(letter, Gen.Int[0, nulls ? 3 : 2]).Array[0, 3].Select(members =>
        {
            var result = new ObjectNode();
            foreach (var (name, value) in members)
            {
                result.Set(name, value == 3 ? NullNode.Instance : new TextNode($"{value}"));
            }

            return result;
        });
        var set = letter.Array[0, 4].Select(l => new ArrayNode(l.Distinct().Select(t => (Node)t)));
        var element = Gen.Select(letter, map).Array[0, 4].Select(l => new ArrayNode(
            l.DistinctBy(e => e.Item1).Select(e => new ObjectNode { { "name", e.Item1 }, { "map", e.Item2.Clone() } })));
        return Gen.Select(map, set, set, element).Select((m, s, a, c) =>
            new ObjectNode { { "map", m.Clone() }, { "set", s.Clone() }, { "atomic", a.Clone() }, { "c", c.Clone() } });
    }

    private static ObjectNode Parse(string json) => (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(json));
}
