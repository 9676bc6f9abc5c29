using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>
/// The two bands of a range of service addresses: a lower one for addresses that people choose (1/16, at least 16 and at most 256; nothing
/// of a range of 16 or fewer), and the rest, from which the server chooses first. The network address is never given out, nor is the last
/// one of an IPv4 range.
/// </summary>
internal static class Bands
{
    /// <summary>How much of a range is left to static choice.</summary>
    public static int Reserved(UInt128 size, int share, int most) =>
        size <= 16 ? 0 : (int)UInt128.Min((UInt128)most, UInt128.Max(16, size / (UInt128)share));

    /// <summary>The first address that may be given out.</summary>
    public static UInt128 First(CidrText range) => range.First.Value + 1;

    /// <summary>The last address that may be given out.</summary>
    public static UInt128 Last(CidrText range) => range.Last.Value - (range.Address.IsV4 ? (UInt128)1 : 0);

    /// <summary>Whether the address may be given out.</summary>
    public static bool Holds(CidrText range, IpText address) =>
        range.Contains(address) && address.Value >= First(range) && address.Value <= Last(range);

    /// <summary>Every address once, those of the upper band first, each band from a random start.</summary>
    public static IEnumerable<IpText> Candidates(CidrText range, Random random)
    {
        var (first, last) = (First(range), Last(range));
        if (first > last)
        {
            yield break;
        }

        var upper = first + (UInt128)Reserved(range.Last.Value - range.First.Value + 1, 16, 256);
        foreach (var (from, to) in new[] { (upper, last), (first, upper - 1) })
        {
            var count = to + 1 - from;
            var start = count > 0 ? (UInt128)random.NextInt64((long)UInt128.Min(count, long.MaxValue)) : 0;
            for (UInt128 i = 0; i < count; i++)
            {
                yield return new IpText(from + (start + i) % count, range.Address.IsV4);
            }
        }
    }
}
