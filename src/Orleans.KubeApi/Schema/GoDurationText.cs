using System.Globalization;

namespace Orleans.KubeApi.Schema;

/// <summary>Durations as Go prints them: <c>1h0m0.5s</c>, <c>100ms</c>, <c>0s</c>.</summary>
internal static class GoDurationText
{
    private const ulong Second = 1_000_000_000;

    /// <summary>The text of a number of nanoseconds.</summary>
    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0s";
        }

        var sign = nanoseconds < 0 ? "-" : "";
        var size = nanoseconds < 0 ? 0UL - unchecked((ulong)nanoseconds) : (ulong)nanoseconds;
        return sign + size switch
        {
            < 1_000 => Decimal(size, 1, 0) + "ns",
            < 1_000_000 => Decimal(size, 1_000, 3) + "µs",
            < Second => Decimal(size, 1_000_000, 6) + "ms",
            _ => Clock(size),
        };
    }

    private static string Clock(ulong size)
    {
        var minutes = size / (60 * Second);
        var text = Decimal(size % (60 * Second), Second, 9) + "s";
        if (minutes == 0)
        {
            return text;
        }

        text = string.Create(CultureInfo.InvariantCulture, $"{minutes % 60}m{text}");
        return minutes < 60 ? text : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60}h{text}");
    }

    private static string Decimal(ulong size, ulong unit, int digits)
    {
        var whole = (size / unit).ToString(CultureInfo.InvariantCulture);
        var rest = size % unit;
        return rest == 0 ? whole : $"{whole}.{rest.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0')}";
    }
}
