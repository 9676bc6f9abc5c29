using System.Text;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Schema;

public sealed class DuplicateKeysTests
{
    [Theory]
    [InlineData("""{"metadata":{"labels":{"k":"1","k":"2"}}}""", "duplicate field \"metadata.labels.k\"")]
    [InlineData("""[{"op":"test"},{"path":"/a","path":"/b"}]""", "duplicate field \"[1].path\"")]
    [InlineData("""{"spec":{"c":[{"n":1},[2],{"n":1,"n":2}]},"spec":{}}""", "duplicate field \"spec.c[2].n\", duplicate field \"spec\"")]
    [InlineData("""{"a":{"x":1},"b":{"x":1}}""", "")]
    [InlineData("""{"a":1,"a":""", "")]
    public void Find_Text_TellsRepeatedMembersByPath(string json, string expected) =>
        Assert.Equal(expected, string.Join(", ", DuplicateKeys.Find(Encoding.UTF8.GetBytes(json))));
}
