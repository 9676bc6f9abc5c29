using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Objects;

public sealed class LabelSelectorTests
{
    [Theory]
    [InlineData("", "a=1", true)]
    [InlineData("a=1", "a=1", true)]
    [InlineData("a==1", "a=2", false)]
    [InlineData("a!=1", "", true)]
    [InlineData("a!=1", "a=1", false)]
    [InlineData("a in (1, 2)", "a=2", true)]
    [InlineData("a in (1,2)", "", false)]
    [InlineData("a notin (1,2)", "", true)]
    [InlineData("a notin (1,2)", "a=2", false)]
    [InlineData("a", "a=", true)]
    [InlineData("a", "b=", false)]
    [InlineData("!a", "b=", true)]
    [InlineData("! a", "a=1", false)]
    [InlineData("a=", "a=", true)]
    [InlineData("a=", "", false)]
    [InlineData("a in ()", "a=", true)]
    [InlineData("a in (,x)", "a=", true)]
    [InlineData("a>3", "a=4", true)]
    [InlineData("a>3", "a=3", false)]
    [InlineData("a>3", "a=x", false)]
    [InlineData("a<3", "a=-4", true)]
    [InlineData("in in (in,notin)", "in=notin", true)]
    [InlineData("example.com/a=x , b", "example.com/a=x;b=1", true)]
    [InlineData("example.com/a=x,b", "example.com/a=x", false)]
    public void Matches_GivenLabels_FollowsTheOperators(string selector, string labels, bool expected) =>
        Assert.Equal(expected, LabelSelector.Parse(selector).Matches(Labels(labels)));

    [Theory]
    [InlineData("b,a", "a,b")]
    [InlineData("x in (b,a,b)", "x in (a,b)")]
    [InlineData("x notin (foo,,baz)", "x notin (,baz,foo)")]
    [InlineData(" ! a , b == c ", "!a,b==c")]
    [InlineData("n>1,n<9", "n>1,n<9")]
    public void ToString_AnySpelling_IsCanonicalAndParsesAgain(string selector, string expected)
    {
        var parsed = LabelSelector.Parse(selector);
        Assert.Equal(expected, parsed.ToString());
        Assert.Equal(expected, LabelSelector.Parse(parsed.ToString()).ToString());
    }

    [Theory]
    [InlineData("a===b", "unable to parse requirement: found '=', expected: identifier")]
    [InlineData("=b", "found '=', expected: !, identifier, or 'end of string'")]
    [InlineData("a,", "found '', expected: identifier after ','")]
    [InlineData("a=b c", "found 'c', expected: ',' or 'end of string'")]
    [InlineData("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("a in b", "unable to parse requirement: found 'b' expected: '('")]
    [InlineData("a in (b", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("a in (=", "unable to parse requirement: found '=', expected: ',', ')' or identifier")]
    [InlineData("!", "unable to parse requirement: found '', expected: identifier")]
    [InlineData("a>x",
        "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer")]
    public void Parse_BadSyntax_IsRefusedWithTheOriginalsText(string selector, string expected) => AssertRefused(selector, expected);

    [Theory]
    [InlineData("/a", "unable to parse requirement: <nil>: Invalid value: \"/a\": prefix part must be non-empty")]
    [InlineData("x/", "unable to parse requirement: <nil>: Invalid value: \"x/\": name part must be non-empty; name part must consist of")]
    [InlineData("X/a", "unable to parse requirement: <nil>: Invalid value: \"X/a\": prefix part a lowercase RFC 1123 subdomain must")]
    [InlineData("a/b/c", "unable to parse requirement: <nil>: Invalid value: \"a/b/c\": a valid label key must consist of")]
    [InlineData("a=-x",
        "unable to parse requirement: values[0][a]: Invalid value: \"-x\": a valid label must be an empty string or consist")]
    [InlineData("a in (-x,-y)", "unable to parse requirement: [values[0][a]: Invalid value: \"-x\": a valid label")]
    public void Parse_BadKeyOrValue_IsRefusedWithTheOriginalsText(string selector, string expectedStart)
    {
        var refusal = Assert.Throws<StatusException>(() => LabelSelector.Parse(selector)).Status;
        Assert.Equal(400, refusal.Code);
        Assert.StartsWith(expectedStart, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_LongestNames_AreAcceptedAndOneMoreIsRefused()
    {
        var key = new string('a', 63);
        Assert.False(LabelSelector.Parse($"{key}={key}").IsEmpty);
        AssertRefused($"{key}a", $"unable to parse requirement: <nil>: Invalid value: \"{key}a\": name part must be no more than 63 bytes");
        AssertRefused($"a={key}a", $"unable to parse requirement: values[0][a]: Invalid value: \"{key}a\": must be no more than 63 bytes");
    }

    private static void AssertRefused(string selector, string expected)
    {
        var refusal = Assert.Throws<StatusException>(() => LabelSelector.Parse(selector)).Status;
        Assert.Equal((400, "BadRequest", expected), (refusal.Code, refusal.Reason, refusal.Message));
    }

    private static Dictionary<string, string> Labels(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
}
