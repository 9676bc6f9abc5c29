using CsCheck;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Objects;

public sealed class FieldSelectorTests
{
    [Fact]
    public void Parse_Terms_GivesSortedRequirements()
    {
        var selector = FieldSelector.Parse("status.phase!=Running,metadata.name==x,,spec.a=");
        Assert.Equal(
            [new("metadata.name", "x", false), new("spec.a", "", false), new("status.phase", "Running", true)],
            selector.Requirements);
        Assert.Equal("metadata.name=x,spec.a=,status.phase!=Running", selector.ToString());
    }

    [Theory]
    [InlineData("a=x", "x", true)]
    [InlineData("a=x", null, false)]
    [InlineData("a=", null, true)]
    [InlineData("a!=", null, false)]
    [InlineData("a!=x", null, true)]
    [InlineData(@"a=x\,y\=\\", @"x,y=\", true)]
    public void Matches_FieldValue_TreatsAbsentAsEmpty(string selector, string? value, bool expected) =>
        Assert.Equal(expected, FieldSelector.Parse(selector).Matches(_ => value));

    [Theory]
    [InlineData("a", "invalid selector: 'a'; can't understand 'a'")]
    [InlineData("b=1,a", "invalid selector: 'b=1,a'; can't understand 'a'")]
    [InlineData("a=b=c", "invalid field selector: unescaped character in value: 61")]
    [InlineData(@"a=\x", @"invalid field selector: invalid escape sequence: \x")]
    [InlineData(@"a=x\", @"invalid field selector: invalid escape sequence: \")]
    public void Parse_BadSyntax_IsRefusedWithTheOriginalsText(string selector, string expected)
    {
        var refusal = Assert.Throws<StatusException>(() => FieldSelector.Parse(selector)).Status;
        Assert.Equal((400, "BadRequest", expected), (refusal.Code, refusal.Reason, refusal.Message));
    }

    [Fact]
    public void ToString_AnyValues_ParsesBackToTheSameTerms() =>
        Gen.Select(Gen.String[Gen.Char[@"ab\,=! "], 0, 8], Gen.Bool).List[1, 4].Sample(terms =>
        {
            var selector = FieldSelector.Of(terms.Select(t => new FieldRequirement("f", t.Item1, t.Item2)));
            var parsed = FieldSelector.Parse(selector.ToString());
            Assert.Equal(selector.Requirements.ToHashSet(), parsed.Requirements.ToHashSet());
        });

    [Fact]
    public void Parse_Nothing_SelectsEverything() => Assert.True(FieldSelector.Parse("").IsEmpty);
}
