using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>IP addresses as the original reads them in its older fields.</summary>
internal static class IpAddresses
{
    /// <summary>The address; null if it is none. Leading zeros are let through.</summary>
    public static IPAddress? Parse(string text)
    {
        // .NET reads 1, 1.2, 0x7f.1, brackets, ports and scopes too; Go doesn't.
        if (!text.Contains(':'))
        {
            return ParseFour(text);
        }

        if (text.AsSpan().ContainsAny("[]%/"))
        {
            return null;
        }

        return IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? address : null;
    }

    /// <summary>Checks a field; texts that the stored object had already are let through.</summary>
    public static void Check(FieldErrors errors, FieldPath path, string text, List<string>? stored = null)
    {
        if (stored?.Contains(text) == true)
        {
            return;
        }

        if (Parse(text) is not { } address)
        {
            errors.Invalid(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        }
        else if (HasLeadingZero(text))
        {
            errors.Invalid(path, text, "must not have leading 0s");
        }
        else if (address.IsIPv4MappedToIPv6)
        {
            errors.Invalid(path, text, "must not be an IPv4-mapped IPv6 address");
        }
    }

    /// <summary>Whether the address is of IPv6; those that hold an IPv4 one are of IPv4.</summary>
    public static bool IsSix(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6;

    private static bool HasLeadingZero(string text)
    {
        for (var i = 0; i + 1 < text.Length && !text.Contains(':'); i++)
        {
            if (text[i] == '0' && (i == 0 || text[i - 1] == '.') && char.IsAsciiDigit(text[i + 1]))
            {
                return true;
            }
        }

        return false;
    }

    private static IPAddress? ParseFour(string text)
    {
        Span<byte> bytes = stackalloc byte[4];
        var at = 0;
        foreach (var range in text.AsSpan().Split('.'))
        {
            var part = text.AsSpan(range);
            if (at == 4 || part.IsEmpty || part.ContainsAnyExceptInRange('0', '9')
                || !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value > 255)
            {
                return null;
            }

            bytes[at++] = (byte)value;
        }

        return at == 4 ? new IPAddress(bytes) : null;
    }
}
