using System.Text;
using CsCheck;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Apply;

public sealed class MergePatchTests
{
    // The examples of the RFC's appendix.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Apply_Patch_FollowsTheStandard(string target, string patch, string expected) =>
        Assert.Equal(expected, MergePatch.Apply(Parse(target), (ObjectNode)Parse(patch)).ToString());

    [Fact]
    public void Apply_Twice_IsTheSameAsOnce() => Gen.Select(Trees.Object, Trees.Patch).Sample((target, patch) =>
    {
        var once = MergePatch.Apply(target.Clone(), (ObjectNode)patch.Clone());
        var twice = MergePatch.Apply(once.Clone(), (ObjectNode)patch.Clone());
        Assert.True(Node.DeepEquals(once, twice), $"{target} + {patch}: {once} then {twice}");
    });

    [Fact]
    public void Apply_ToNothing_LeavesNoNulls() => Trees.Patch.Sample(patch =>
        Assert.DoesNotContain("null", MergePatch.Apply(new ObjectNode(), (ObjectNode)patch.Clone()).ToString(), StringComparison.Ordinal));

    private static Node Parse(string json) => NodeReader.Parse(Encoding.UTF8.GetBytes(json));
}
