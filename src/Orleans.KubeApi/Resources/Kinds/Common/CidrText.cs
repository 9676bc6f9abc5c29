using System.Globalization;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>An address with a prefix length, as Go's ParseCIDR reads it.</summary>
/// <param name="Address">The address as written.</param>
/// <param name="Length">Number of prefix bits.</param>
internal readonly record struct CidrText(IpText Address, int Length)
{
    /// <summary>The prefix length was written with leading zeros.</summary>
    public bool HadZeros { get; private init; }

    /// <summary>The range's first address.</summary>
    public IpText First => new(Address.Value & Mask, Address.IsV4);

    /// <summary>The range's last address.</summary>
    public IpText Last => new(First.Value | HostMask, Address.IsV4);

    private UInt128 HostMask => Address.Bits == Length ? 0 : UInt128.MaxValue >> (128 - (Address.Bits - Length));

    private UInt128 Mask => ~HostMask;

    /// <summary>Whether an address of the same family lies in the range.</summary>
    public bool Contains(IpText address) => address.IsV4 == Address.IsV4 && (address.Value & Mask) == First.Value;

    /// <summary>Reads "address/length".</summary>
    public static bool TryParse(string text, out CidrText cidr)
    {
        cidr = default;
        var at = text.IndexOf('/', StringComparison.Ordinal);
        if (at < 0 || !IpText.TryParse(text[..at], out var address)
            || !int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return false;
        }

        var bits = length - (address.WasMapped ? 96 : 0);
        if (bits < 0 || bits > address.Bits)
        {
            return false;
        }

        cidr = new CidrText(address, bits) { HadZeros = text.Length > at + 2 && text[at + 1] == '0' };
        return true;
    }

    /// <summary>The canonical text: the first address and the length.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}/{Length}");
}
