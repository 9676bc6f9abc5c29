using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>The <c>timeout</c> parameter: a Go duration that can only shorten the server's own limit.</summary>
internal static class RequestTimeout
{
    private static readonly (string Unit, double Seconds)[] Units =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("h", 3600), ("m", 60), ("s", 1)];

    /// <summary>The time this request may take; absent, zero and too long mean the server's limit.</summary>
    /// <exception cref="StatusException">400 for a text that is no duration.</exception>
    public static TimeSpan Of(QueryParameters query, TimeSpan limit)
    {
        if (query.IsEmpty || query.Get("timeout") is not { Length: > 0 } text)
        {
            return limit;
        }

        var seconds = Seconds(text)
            ?? throw StatusErrors.BadRequest($"invalid timeout specified in the request URL - time: invalid duration \"{text}\"");
        return seconds <= 0 || seconds > limit.TotalSeconds ? limit : TimeSpan.FromSeconds(seconds);
    }

    /// <summary>A Go duration ("1h2m3.5s", "-1s", "0") in seconds, null if it is none.</summary>
    public static double? Seconds(string text)
    {
        var rest = text.AsSpan();
        var sign = 1;
        if (rest.Length > 0 && rest[0] is '-' or '+')
        {
            sign = rest[0] == '-' ? -1 : 1;
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return 0;
        }

        var total = 0.0;
        if (rest.IsEmpty)
        {
            return null;
        }

        while (!rest.IsEmpty)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
            {
                digits++;
            }

            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            rest = rest[digits..];
            if (UnitOf(rest) is not { } unit)
            {
                return null;
            }

            total += number * unit.Seconds;
            rest = rest[unit.Unit.Length..];
        }

        return sign * total;
    }

    private static (string Unit, double Seconds)? UnitOf(ReadOnlySpan<char> text)
    {
        foreach (var unit in Units)
        {
            if (text.StartsWith(unit.Unit, StringComparison.Ordinal))
            {
                return unit;
            }
        }

        return null;
    }
}
