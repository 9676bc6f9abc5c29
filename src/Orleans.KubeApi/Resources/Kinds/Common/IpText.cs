using System.Globalization;
using System.Text;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>
/// An IP address as Go reads and prints it: IPv4 with leading zeros is read as decimal, an IPv4-mapped IPv6 address is the IPv4 address.
/// .NET's own type takes more forms ("1", "0x7f.1", "[::1]:80") and prints some IPv6 addresses differently.
/// </summary>
/// <param name="Value">The address as a number; IPv4 in the low 32 bits.</param>
/// <param name="IsV4">IPv4, or IPv6 with an IPv4 address mapped into it.</param>
internal readonly record struct IpText(UInt128 Value, bool IsV4)
{
    /// <summary>Written as IPv6 although it is an IPv4 address.</summary>
    public bool WasMapped { get; private init; }

    /// <summary>Written with leading zeros in an IPv4 part.</summary>
    public bool HadZeros { get; private init; }

    /// <summary>Bits of an address of its family.</summary>
    public int Bits => IsV4 ? 32 : 128;

    /// <summary>"IPv4" or "IPv6".</summary>
    public string Family => IsV4 ? "IPv4" : "IPv6";

    public bool IsUnspecified => Value == 0;

    public bool IsLoopback => IsV4 ? Value >> 24 == 127 : Value == 1;

    public bool IsLinkLocal => IsV4 ? Value >> 16 == 0xA9FE : Value >> 118 == 0x3FA;

    public bool IsLinkLocalMulticast => IsV4 ? Value >> 8 == 0xE00000 : (Value >> 112 & 0xFF0F) == 0xFF02;

    /// <summary>The next address.</summary>
    public IpText Plus(UInt128 count) => new(Value + count, IsV4);

    /// <summary>Reads an address.</summary>
    public static bool TryParse(string text, out IpText address)
    {
        address = default;
        if (!text.Contains(':', StringComparison.Ordinal))
        {
            return TryParseV4(text, out address);
        }

        if (text.AsSpan().IndexOfAny("[]%/") >= 0)
        {
            return false;
        }

        var zeros = false;
        var tail = text.LastIndexOf(':') + 1;
        if (text.IndexOf('.', StringComparison.Ordinal) >= 0)
        {
            if (!TryParseV4(text[tail..], out var inner))
            {
                return false;
            }

            zeros = inner.HadZeros;
            text = string.Create(CultureInfo.InvariantCulture,
                $"{text[..tail]}{(uint)inner.Value >> 16:x}:{(uint)inner.Value & 0xFFFF:x}");
        }

        if (!System.Net.IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(parsed.GetAddressBytes());
        var mapped = value >> 32 == 0xFFFF;
        address = new IpText(mapped ? value & 0xFFFFFFFF : value, mapped) { WasMapped = mapped, HadZeros = zeros };
        return true;
    }

    /// <summary>The canonical text (RFC 5952).</summary>
    public override string ToString() => IsV4
        ? string.Create(CultureInfo.InvariantCulture,
            $"{(uint)Value >> 24}.{((uint)Value >> 16) & 255}.{((uint)Value >> 8) & 255}.{(uint)Value & 255}")
        : TextV6(Value);

    private static bool TryParseV4(string text, out IpText address)
    {
        address = default;
        uint value = 0, part = 0;
        int parts = 0, digits = 0;
        var zeros = false;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                zeros |= digits == 1 && part == 0;
                part = part * 10 + (uint)(text[i] - '0');
                digits++;
                if (part > 255)
                {
                    return false;
                }

                continue;
            }

            if (digits == 0 || parts == 4 || (i < text.Length && text[i] != '.'))
            {
                return false;
            }

            value = value << 8 | part;
            (part, digits) = (0, 0);
            parts++;
        }

        address = new IpText(value, IsV4: true) { HadZeros = zeros };
        return parts == 4;
    }

    private static string TextV6(UInt128 value)
    {
        var (start, length) = LongestZeros(value);
        var text = new StringBuilder(39);
        for (var i = 0; i < 8; i++)
        {
            if (i == start)
            {
                text.Append("::");
                i += length - 1;
                continue;
            }

            if (i > 0 && text[^1] != ':')
            {
                text.Append(':');
            }

            text.Append(CultureInfo.InvariantCulture, $"{Part(value, i):x}");
        }

        return text.ToString();
    }

    // The first of the longest runs of at least two zero parts is left out.
    private static (int Start, int Length) LongestZeros(UInt128 value)
    {
        var (start, length) = (-1, 1);
        for (var i = 0; i < 8; i++)
        {
            var end = i;
            while (end < 8 && Part(value, end) == 0)
            {
                end++;
            }

            if (end - i > length)
            {
                (start, length) = (i, end - i);
            }
        }

        return (start, length);
    }

    private static ushort Part(UInt128 value, int index) => (ushort)(value >> (112 - 16 * index));
}
