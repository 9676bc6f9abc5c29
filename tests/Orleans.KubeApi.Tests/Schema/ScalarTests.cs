using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Schema;

public class ScalarTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("000", "0")]
    [InlineData("-0", "0")]
    [InlineData("1", "1")]
    [InlineData("+5", "5")]
    [InlineData("1000m", "1")]
    [InlineData("0.1", "100m")]
    [InlineData(".5", "500m")]
    [InlineData("1.", "1")]
    [InlineData("1500m", "1500m")]
    [InlineData("1.5", "1500m")]
    [InlineData("100000", "100k")]
    [InlineData("12345678", "12345678")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("0.5Ki", "512")]
    [InlineData("1023", "1023")]
    [InlineData("1024", "1024")]
    [InlineData("1Ki", "1Ki")]
    [InlineData("512", "512")]
    [InlineData("0.1Ki", "102400m")]
    [InlineData("0.0000000001", "1n")]
    [InlineData("-0.0000000001", "-1n")]
    [InlineData("1.0000000001", "1000000001n")]
    [InlineData("-1000m", "-1")]
    [InlineData("1e3", "1e3")]
    [InlineData("1E3", "1e3")]
    [InlineData("100e1", "1e3")]
    [InlineData("12e-1", "1200e-3")]
    [InlineData("5E", "5E")]
    [InlineData("1u", "1u")]
    [InlineData("1000n", "1u")]
    [InlineData("9223372036854775808Ki", "9223372036854775807")]
    [InlineData("16Ei", "9223372036854775807")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData(" 5 ", "5")]
    [InlineData("1000000000000000000000n", "1T")]
    public void Quantity_ValidText_IsCanonical(string text, string expected)
    {
        Assert.True(Quantity.TryCanonicalize(text, out var canonical, out _));
        Assert.Equal(expected, canonical);
        Assert.True(Quantity.TryCanonicalize(canonical, out var again, out _));
        Assert.Equal(canonical, again);
    }

    [Theory]
    [InlineData("", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("1.2.3", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("abc", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("1 Gi", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("1KiKi", "unable to parse quantity's suffix")]
    [InlineData("1e", "unable to parse quantity's suffix")]
    [InlineData("1i", "unable to parse quantity's suffix")]
    [InlineData("1e99999999999", "unable to parse quantity's suffix")]
    public void Quantity_BadText_FailsWithOriginalText(string text, string expected)
    {
        Assert.False(Quantity.TryCanonicalize(text, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("1e999999", "1n", 1)]
    [InlineData("1000m", "1", 0)]
    [InlineData("1Ki", "1k", 1)]
    [InlineData("-1", "0", -1)]
    public void Quantity_Compare_LooksAtTheAmount(string left, string right, int expected)
    {
        Assert.True(Quantity.TryParse(left, out var a, out _));
        Assert.True(Quantity.TryParse(right, out var b, out _));
        Assert.Equal(expected, a.CompareTo(b));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1e3", 2)]
    [InlineData("0.0001", 0)]
    public void Quantity_RoundUp_NeverLosesTheAmount(string text, int scale)
    {
        Assert.True(Quantity.TryParse(text, out var value, out _));
        var rounded = value.RoundUp(scale);
        Assert.True(rounded.Scale >= scale);
        Assert.True(rounded.CompareTo(value) >= 0);
    }

    [Theory]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z")]
    [InlineData("2024-02-29T23:59:59.999999999Z", "2024-02-29T23:59:59Z")]
    [InlineData("2024-01-01T00:30:00+01:00", "2023-12-31T23:30:00Z")]
    [InlineData("2024-01-01T00:30:00-00:30", "2024-01-01T01:00:00Z")]
    public void Time_ValidText_IsWholeSecondsInUtc(string text, string expected)
    {
        Assert.True(GoTime.TryParse(text, micro: false, out var time, out var error), error);
        Assert.Equal(expected, GoTime.Format(time, micro: false));
    }

    [Theory]
    [InlineData("", "parsing time \"\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"2006\"")]
    [InlineData("2024", "parsing time \"2024\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"-\"")]
    [InlineData("2024-13-01T00:00:00Z", "parsing time \"2024-13-01T00:00:00Z\": month out of range")]
    [InlineData("2023-02-29T00:00:00Z", "parsing time \"2023-02-29T00:00:00Z\": day out of range")]
    [InlineData("2024-01-01T24:00:00Z", "parsing time \"2024-01-01T24:00:00Z\": hour out of range")]
    [InlineData("2024-01-01 00:00:00Z",
        "parsing time \"2024-01-01 00:00:00Z\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \" 00:00:00Z\" as \"T\"")]
    [InlineData("2024-01-01T00:00:00",
        "parsing time \"2024-01-01T00:00:00\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"Z07:00\"")]
    [InlineData("2024-01-01T00:00:00Zx", "parsing time \"2024-01-01T00:00:00Zx\": extra text: \"x\"")]
    public void Time_BadText_FailsWithGoText(string text, string expected)
    {
        Assert.False(GoTime.TryParse(text, micro: false, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("2024-01-01T00:00:00.000001Z", true)]
    [InlineData("2024-01-01T00:00:00Z", false)]
    [InlineData("2024-01-01T00:00:00.123Z", false)]
    [InlineData("2024-01-01T00:00:00.1234567Z", false)]
    public void MicroTime_NeedsSixDecimals(string text, bool valid) =>
        Assert.Equal(valid, GoTime.TryParse(text, micro: true, out _, out _));

    [Theory]
    [InlineData("", "")]
    [InlineData("aGVsbG8=", "aGVsbG8=")]
    [InlineData("aGVs\r\nbG8=", "aGVsbG8=")]
    [InlineData("/+==", "/w==")]
    [InlineData("aGk9", "aGk9")]
    public void Base64_ValidText_IsCanonical(string text, string expected)
    {
        Assert.True(GoBase64.TryCanonicalize(text, out var canonical, out _));
        Assert.Equal(expected, canonical);
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("!", 0)]
    [InlineData("aGk", 0)]
    [InlineData("aGVsbG8", 4)]
    [InlineData("aG-=", 2)]
    [InlineData("aGk=x", 4)]
    [InlineData("a===", 1)]
    [InlineData("aGk =", 3)]
    public void Base64_BadText_TellsTheOffset(string text, int expected)
    {
        Assert.False(GoBase64.TryCanonicalize(text, out _, out var offset));
        Assert.Equal(expected, offset);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1")]
    [InlineData(1.5, "1.5")]
    [InlineData(-0.25, "-0.25")]
    [InlineData(100, "100")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.25e22, "1.25e+22")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.0000001, "1e-7")]
    [InlineData(123456789.125, "123456789.125")]
    public void Number_IsPrintedAsGoDoes(double value, string expected) => Assert.Equal(expected, GoNumber.Format(value));

    [Theory]
    [InlineData("string", "string")]
    [InlineData("[]byte", "[]uint8")]
    [InlineData("[]*io.k8s.api.core.v1.Pod", "[]*v1.Pod")]
    [InlineData("map[io.k8s.api.core.v1.ResourceName]io.k8s.apimachinery.pkg.api.resource.Quantity",
        "map[v1.ResourceName]resource.Quantity")]
    [InlineData("io.k8s.apimachinery.pkg.util.intstr.IntOrString", "intstr.IntOrString")]
    public void GoTypeName_IsShort(string text, string expected) => Assert.Equal(expected, GoTypeName.Of(text));
}
