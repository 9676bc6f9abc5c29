using System.Globalization;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>
/// A range of node ports. Its lower end is left to people who choose ports themselves as long as the rest has room: 1/32 of the range, at
/// least 16 and at most 128 ports; nothing of a range of 16 or fewer.
/// </summary>
/// <param name="First">The first port.</param>
/// <param name="Last">The last port.</param>
internal readonly record struct PortBand(int First, int Last)
{
    /// <summary>The first port given out dynamically while there is one.</summary>
    public int Upper => First + Bands.Reserved((UInt128)(Last - First + 1), 32, 128);

    public bool Contains(long port) => port >= First && port <= Last;

    /// <summary>"first-last", or "first+more".</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static PortBand Parse(string text)
    {
        var parts = text.Split('-', '+');
        if (parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var second))
        {
            var last = text.Contains('+', StringComparison.Ordinal) ? first + second : second;
            if (first > 0 && first <= last && last <= 65535)
            {
                return new PortBand(first, last);
            }
        }

        throw new FormatException($"\"{text}\" is no range of ports such as 30000-32767");
    }

    /// <summary>Every port once, dynamic ones first, each part from a random start.</summary>
    public IEnumerable<int> Candidates(Random random)
    {
        foreach (var (from, to) in new[] { (Upper, Last), (First, Upper - 1) })
        {
            var count = to - from + 1;
            var start = count > 0 ? random.Next(count) : 0;
            for (var i = 0; i < count; i++)
            {
                yield return from + (start + i) % count;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
