using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Network;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("010.0.00.1", "10.0.0.1")]
    [InlineData("::ffff:1.2.3.4", "1.2.3.4")]
    [InlineData("2001:DB8:0:0:1::1", "2001:db8::1:0:0:1")]
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [InlineData("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7")]
    [InlineData("::", "::")]
    [InlineData("::1.2.3.4", "::102:304")]
    public void TryParse_Address_PrintsAsGoDoes(string text, string canonical)
    {
        Assert.True(IpText.TryParse(text, out var address));
        Assert.Equal(canonical, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("1.2.3.4 ")]
    public void TryParse_NoAddress_IsRefused(string text) => Assert.False(IpText.TryParse(text, out _));

    [Theory]
    [InlineData("10.1.2.3/8", "10.0.0.0/8")]
    [InlineData("2001:db8::1/64", "2001:db8::/64")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("1.2.3.4/32", "1.2.3.4/32")]
    public void TryParse_Cidr_PrintsTheRange(string text, string canonical)
    {
        Assert.True(CidrText.TryParse(text, out var cidr));
        Assert.Equal(canonical, cidr.ToString());
    }

    [Theory]
    [InlineData("10.0.0.0/8", "")]
    [InlineData("10.0.0.0", "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    [InlineData("10.0.0.0/33", "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    [InlineData("10.0.0.0/08", "must not have leading 0s in IP or prefix length")]
    [InlineData("10.0.0.1/8", "must not have bits set beyond the prefix length")]
    [InlineData("::ffff:10.0.0.0/104", "must not have an IPv4-mapped IPv6 address")]
    [InlineData("2001:DB8::/64", "must be in canonical form (\"2001:db8::/64\")")]
    public void CheckStrictCidr_Text_SaysWhatIsWrong(string text, string expected)
    {
        var errors = new FieldErrors();
        AddressRules.CheckStrictCidr(text, FieldPath.Of("f"), errors);
        Assert.Equal(expected.Length == 0 ? ""
            : $"Invalid value: \"{text}\": {expected}", string.Join('\n', errors.Causes.Select(c => c.Message)));
    }

    [Theory]
    [InlineData("10.0.0.1", "")]
    [InlineData("10.00.0.1", "f: non-standard IP address \"10.00.0.1\" is invalid: use \"10.0.0.1\"")]
    [InlineData("2001:0db8::1", "f: IPv6 address \"2001:0db8::1\" should be in RFC 5952 canonical format (\"2001:db8::1\")")]
    public void Warn_SloppyAddress_NamesTheRightOne(string text, string expected)
    {
        var warnings = new List<string>();
        AddressRules.Warn(text, FieldPath.Of("f"), warnings);
        Assert.Equal(expected, string.Join('\n', warnings));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "")]
    [InlineData("10.0.0.1/8", "f: CIDR value \"10.0.0.1/8\" is ambiguous in this context (should be \"10.0.0.0/8\" or \"10.0.0.1/32\"?)")]
    [InlineData("010.0.0.0/8", "f: non-standard CIDR value \"010.0.0.0/8\" is invalid: use \"10.0.0.0/8\"")]
    public void WarnCidr_SloppyRange_NamesTheRightOne(string text, string expected)
    {
        var warnings = new List<string>();
        AddressRules.WarnCidr(text, FieldPath.Of("f"), warnings);
        Assert.Equal(expected, string.Join('\n', warnings));
    }
}
