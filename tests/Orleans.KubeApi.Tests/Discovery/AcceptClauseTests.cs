using Orleans.KubeApi.Discovery;
using Xunit;

namespace Orleans.KubeApi.Tests.Discovery;

public sealed class AcceptClauseTests
{
    [Fact]
    public void Parse_Qualities_SortsFallingAndExactFirst()
    {
        var clauses = AcceptClause.Parse("*/*, text/plain;q=0.5, application/*;q=0.9 ,application/json ; a=\"b\"");
        Assert.Equal(["application/json", "*/*", "application/*", "text/plain"], clauses.Select(c => $"{c.Type}/{c.SubType}"));
        Assert.Equal("b", clauses[0].Parameters["a"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",,")]
    [InlineData("json")]
    [InlineData("a/b/c")]
    public void Parse_Unreadable_GivesNothing(string header) => Assert.Empty(AcceptClause.Parse(header));

    [Theory]
    [InlineData("*", "application/json", true)]
    [InlineData("application/*", "application/json", true)]
    [InlineData("application/json", "application/yaml", false)]
    [InlineData("text/*", "application/json", false)]
    public void Admits_Wildcards_MatchParts(string clause, string mediaType, bool expected) =>
        Assert.Equal(expected, AcceptClause.Parse(clause)[0].Admits(mediaType));

    [Fact]
    public void Parse_TooManyClauses_ReadsTheFirst() =>
        Assert.Equal(64, AcceptClause.Parse(string.Join(',', Enumerable.Repeat("a/b", 1000))).Count);
}
