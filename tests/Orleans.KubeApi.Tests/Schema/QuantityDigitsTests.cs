using System.Numerics;
using CsCheck;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Schema;

public sealed class QuantityDigitsTests
{
    [Fact]
    public void TryCanonicalize_WholeNumbers_IsWhatArithmeticSays() =>
        Gen.Select(Gen.Char["+- "], Gen.String[Gen.Char["0019"], 1, 40], Gen.Int[0, 30]).Sample((sign, digits, zeros) =>
        {
            var text = $"{(sign == ' ' ? "" : sign)}{digits}{new string('0', zeros)}";
            Assert.True(QuantityDigits.TryCanonicalize(text, out var canonical));
            Assert.True(Quantity.TryParse(text, out var value, out _));
            Assert.Equal(value.ToString(), canonical);
        });

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1.5")]
    [InlineData("1k")]
    [InlineData("1e3")]
    public void TryCanonicalize_AnythingElse_IsLeftToArithmetic(string text) =>
        Assert.False(QuantityDigits.TryCanonicalize(text, out _));

    [Fact]
    public void CompareTo_NumbersThatCannotBeWrittenOut_IsBySize()
    {
        Assert.True(Quantity.TryParse("1e999999999", out var huge, out _));
        Assert.True(Quantity.TryParse("-1e999999999", out var negative, out _));
        var one = new Quantity(BigInteger.One, 0, QuantityFamily.Decimal);
        Assert.Equal((1, -1, -1, 1), (huge.CompareTo(one), one.CompareTo(huge), negative.CompareTo(one), one.CompareTo(negative)));
        Assert.Equal(0, huge.CompareTo(huge));
        Assert.Equal((0, -1), (default(Quantity).CompareTo(default), default(Quantity).CompareTo(one)));
    }

    [Theory]
    [InlineData("999", "1000", -1)]
    [InlineData("1k", "1000", 0)]
    [InlineData("-2", "-1", -1)]
    [InlineData("0", "-1n", 1)]
    [InlineData("1024", "1Ki", 0)]
    public void CompareTo_NearNumbers_IsExact(string left, string right, int expected)
    {
        Assert.True(Quantity.TryParse(left, out var a, out _));
        Assert.True(Quantity.TryParse(right, out var b, out _));
        Assert.Equal(expected, a.CompareTo(b));
    }
}
