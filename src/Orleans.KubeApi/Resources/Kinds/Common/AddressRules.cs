using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>
/// Checks of addresses and address ranges with the original's texts (apimachinery <c>util/validation/ip.go</c>). "Legacy" fields refuse
/// ambiguous forms (leading zeros, IPv4-mapped, host bits set) unless they hold them already, and take IPv6 in other than canonical
/// spelling, of which they warn; other fields want the canonical text.
/// </summary>
internal static class AddressRules
{
    private const string NoAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private const string NoCidr = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    /// <summary>An address of a legacy field. Returns whether it is fine.</summary>
    public static bool CheckLegacy(string text, FieldPath path, FieldErrors errors)
    {
        if (!IpText.TryParse(text, out var address))
        {
            errors.Invalid(path, text, NoAddress);
            return false;
        }

        foreach (var wrong in Ambiguities(address))
        {
            errors.Invalid(path, text, wrong);
        }

        return !address.HadZeros && !address.WasMapped;
    }

    /// <summary>What keeps a text from being the canonical form of an address.</summary>
    public static List<string> Strict(string text)
    {
        if (!IpText.TryParse(text, out var address))
        {
            return [NoAddress];
        }

        var wrong = Ambiguities(address);
        if (wrong.Count == 0 && address.ToString() is var canonical && canonical != text)
        {
            wrong.Add($"must be in canonical form (\"{canonical}\")");
        }

        return wrong;
    }

    private static List<string> Ambiguities(IpText address)
    {
        var wrong = new List<string>();
        if (address.HadZeros)
        {
            wrong.Add("must not have leading 0s");
        }

        if (address.WasMapped)
        {
            wrong.Add("must not be an IPv4-mapped IPv6 address");
        }

        return wrong;
    }

    /// <summary>Addresses that no workload can have: unspecified, loopback, link-local.</summary>
    public static void CheckNotSpecial(string text, FieldPath path, FieldErrors errors)
    {
        if (!IpText.TryParse(text, out var address))
        {
            errors.Invalid(path, text, "must be a valid IP address");
            return;
        }

        if (address.IsUnspecified)
        {
            errors.Invalid(path, text, $"may not be unspecified ({text})");
        }

        if (address.IsLoopback)
        {
            errors.Invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
        }

        if (address.IsLinkLocal)
        {
            errors.Invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }

        if (address.IsLinkLocalMulticast)
        {
            errors.Invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }

    /// <summary>A range of a legacy field. Returns whether it is fine.</summary>
    public static bool CheckLegacyCidr(string text, FieldPath path, FieldErrors errors)
    {
        var wrong = !CidrText.TryParse(text, out var cidr) ? NoCidr
            : cidr.Address.HadZeros || cidr.HadZeros ? "must not have leading 0s in IP or prefix length"
            : cidr.Address.WasMapped ? "must not have an IPv4-mapped IPv6 address"
            : cidr.Address.Value != cidr.First.Value ? "must not have bits set beyond the prefix length"
            : null;
        if (wrong is not null)
        {
            errors.Invalid(path, text, wrong);
        }

        return wrong is null;
    }

    /// <summary>A range in its canonical form.</summary>
    public static void CheckStrictCidr(string text, FieldPath path, FieldErrors errors)
    {
        if (CheckLegacyCidr(text, path, errors) && CidrText.TryParse(text, out var cidr) && cidr.ToString() != text)
        {
            errors.Invalid(path, text, $"must be in canonical form (\"{cidr}\")");
        }
    }

    /// <summary>Warns of a sloppy form of an address.</summary>
    public static void Warn(string text, FieldPath path, List<string> warnings)
    {
        if (!IpText.TryParse(text, out var address))
        {
            return;
        }

        if (address.HadZeros || address.WasMapped)
        {
            warnings.Add($"{path}: non-standard IP address {GoText.Quote(text)} is invalid: use \"{address}\"");
        }
        else if (!address.IsV4 && address.ToString() is var canonical && canonical != text)
        {
            warnings.Add($"{path}: IPv6 address {GoText.Quote(text)} should be in RFC 5952 canonical format (\"{canonical}\")");
        }
    }

    /// <summary>Warns of a sloppy form of a range.</summary>
    public static void WarnCidr(string text, FieldPath path, List<string> warnings)
    {
        if (!CidrText.TryParse(text, out var cidr))
        {
            return;
        }

        var before = warnings.Count;
        var quoted = GoText.Quote(text);
        if (cidr.Address.Value != cidr.First.Value)
        {
            var single = string.Create(CultureInfo.InvariantCulture, $"{cidr.Address}/{cidr.Address.Bits}");
            warnings.Add($"{path}: CIDR value {quoted} is ambiguous in this context (should be \"{cidr}\" or \"{single}\"?)");
        }

        if (cidr.Address.HadZeros || cidr.HadZeros || cidr.Address.WasMapped)
        {
            warnings.Add($"{path}: non-standard CIDR value {quoted} is invalid: use \"{cidr}\"");
        }
        else if (warnings.Count == before && !cidr.Address.IsV4 && cidr.ToString() != text)
        {
            warnings.Add($"{path}: IPv6 CIDR value {quoted} should be in RFC 5952 canonical format (\"{cidr}\")");
        }
    }
}
