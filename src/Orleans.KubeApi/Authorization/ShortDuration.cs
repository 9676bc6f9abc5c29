using System.Globalization;
using System.Text.RegularExpressions;

namespace Orleans.KubeApi.Authorization;

/// <summary>Durations as configuration files write them: <c>30s</c>, <c>5m0s</c>, <c>500ms</c>, <c>1h</c>.</summary>
internal static partial class ShortDuration
{
    /// <summary>The duration; null if the text isn't one.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length is 0 or > 32 || !Form().IsMatch(text))
        {
            return null;
        }

        var total = TimeSpan.Zero;
        foreach (Match part in Part().Matches(text))
        {
            var number = double.Parse(part.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            var seconds = number * (part.Groups[2].Value switch { "h" => 3600, "m" => 60, "s" => 1, _ => 0.001 });
            if (seconds > TimeSpan.FromDays(365).TotalSeconds)
            {
                return null;
            }

            total += TimeSpan.FromSeconds(seconds);
        }

        return total;
    }

    [GeneratedRegex(@"\A(?:\d{1,9}(?:\.\d{1,9})?(?:h|ms|m|s))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex(@"(\d{1,9}(?:\.\d{1,9})?)(h|ms|m|s)", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
