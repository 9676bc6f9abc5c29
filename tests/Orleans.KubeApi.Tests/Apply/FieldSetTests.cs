using Orleans.KubeApi.Apply;
using Xunit;

namespace Orleans.KubeApi.Tests.Apply;

public sealed class FieldSetTests
{
    [Theory]
    [InlineData("""{"f:b":{},"f:a":{".":{},"f:x":{}}}""", """{"f:a":{".":{},"f:x":{}},"f:b":{}}""")]
    [InlineData("""{"k:{\"b\":\"1\",\"a\":2}":{}}""", """{"k:{\"a\":2,\"b\":\"1\"}":{}}""")]
    [InlineData(
        """{"v:\"b\"":{},"v:\"a\"":{},"i:10":{},"i:9":{},"f:z":{}}""",
        """{"f:z":{},"v:\"a\"":{},"v:\"b\"":{},"i:9":{},"i:10":{}}""")]
    [InlineData("""{"k:{\"p\":443}":{},"k:{\"p\":80}":{}}""", """{"k:{\"p\":80}":{},"k:{\"p\":443}":{}}""")]
    [InlineData("""{"f:a":{".":{}}}""", """{"f:a":{}}""")]
    [InlineData("""{"x:future":{},"f:a":{}}""", """{"f:a":{}}""")]
    public void FromNode_ToNode_IsTheCanonicalForm(string given, string expected) =>
        Assert.Equal(expected, Ownership.Text(Set(given).ToNode()));

    [Theory]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"k:{":{}}""")]
    [InlineData("""{"k:[]":{}}""")]
    [InlineData("""{"i:x":{}}""")]
    public void FromNode_NoPathElement_Throws(string given) => Assert.Throws<FormatException>(() => Set(given));

    [Theory]
    // parent - child = parent, child - parent = child: only exact paths go.
    [InlineData("""{"f:a":{".":{},"f:b":{}}}""", """{"f:a":{"f:b":{}}}""", """{"f:a":{}}""")]
    [InlineData("""{"f:a":{"f:b":{}}}""", """{"f:a":{}}""", """{"f:a":{"f:b":{}}}""")]
    [InlineData("""{"f:a":{"f:b":{}}}""", """{"f:a":{"f:b":{}}}""", """{}""")]
    public void Except_TakesExactPaths(string left, string right, string expected) =>
        Assert.Equal(expected, Set(left).Except(Set(right)).ToNode().ToString());

    [Fact]
    public void ExceptBelow_TakesWholeSubtrees() =>
        Assert.Equal("""{"f:b":{}}""", Set("""{"f:a":{"f:x":{}},"f:b":{}}""").ExceptBelow(Set("""{"f:a":{}}""")).ToNode().ToString());

    [Fact]
    public void UnionAndIntersect_JoinMembersAndChildren()
    {
        var left = Set("""{"f:a":{".":{},"f:x":{}},"f:c":{}}""");
        var right = Set("""{"f:a":{"f:x":{},"f:y":{}},"f:b":{}}""");
        Assert.Equal("""{"f:a":{".":{},"f:x":{},"f:y":{}},"f:b":{},"f:c":{}}""", left.Union(right).ToNode().ToString());
        Assert.Equal("""{"f:a":{"f:x":{}}}""", left.Intersect(right).ToNode().ToString());
    }

    [Fact]
    public void ForEach_ShowsPathsAsMessagesDo()
    {
        var paths = new List<string>();
        Set("""{"f:a":{"k:{\"n\":\"x\",\"p\":1}":{".":{},"f:b":{}},"v:\"s\"":{},"i:3":{}}}""").ForEach(paths.Add);
        Assert.Equal([""".a[n="x",p=1]""", """.a[="s"]""", ".a[3]", """.a[n="x",p=1].b"""], paths);
    }

    [Fact]
    public void Key_WritesTextAsGo() =>
        Assert.Equal("k:{\"n\":\"\\u003ca\\\"\\\\é\"}", PathElement.Key([new KeyPart("n", "<a\"\\é")]).Text);

    private static FieldSet Set(string json) => FieldSet.FromNode(Ownership.Tree(json));
}
