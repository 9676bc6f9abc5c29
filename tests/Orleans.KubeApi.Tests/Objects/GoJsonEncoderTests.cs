using System.Text;
using System.Text.Json;
using CsCheck;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Objects;

/// <summary>Strings as Go's encoder writes them.</summary>
public sealed class GoJsonEncoderTests
{
    [Theory]
    [InlineData("a\"b\\c", "a\\\"b\\\\c")]
    [InlineData("<a>&+'`", "\\u003ca\\u003e\\u0026+'`")]
    [InlineData("\u2028\u2029\u00a0é€", "\\u2028\\u2029\u00a0é€")]
    [InlineData("\b\f\n\r\t\u0000\u001f\u007f", "\\b\\f\\n\\r\\t\\u0000\\u001f\u007f")]
    [InlineData("😀\"😀", "😀\\\"😀")]
    public void Write_Text_IsEscapedAsGoDoes(string text, string expected)
    {
        Assert.Equal($"\"{expected}\"", new TextNode(text).ToString());
        Assert.Equal($"{{\"{expected}\":null}}", new ObjectNode { { text, NullNode.Instance } }.ToString());
        Assert.Equal(expected, JsonEncodedText.Encode(Encoding.UTF8.GetBytes(text), GoJsonEncoder.Instance).Value);
    }

    [Fact]
    public void Write_HalfAPair_IsReplaced() => Assert.Equal("\"a\ufffdb\"", new TextNode("a" + '\ud800' + "b").ToString());

    [Fact]
    public void Write_AnyText_ReadsBack() => Gen.String.Sample(text =>
    {
        var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        Assert.Equal(valid, ((TextNode)NodeReader.Parse(new TextNode(valid).ToUtf8())).Value);
    });
}
