using System.Globalization;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Durations as people read them: two units at most, coarser the longer (apimachinery <c>util/duration</c>).</summary>
internal static class HumanDuration
{
    /// <summary>
    /// E.g. <c>118s</c>, <c>5m30s</c>, <c>3d4h</c>. A second below zero is clock skew and counts as zero; more is <c>&lt;invalid&gt;</c>.
    /// </summary>
    public static string Of(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        if (seconds < -1)
        {
            return "<invalid>";
        }

        var minutes = seconds / 60;
        var hours = minutes / 60;
        var days = hours / 24;
        return seconds switch
        {
            < 0 => "0s",
            < 60 * 2 => Text(seconds, 's'),
            < 60 * 10 => Text(minutes, 'm', seconds % 60, 's'),
            < 3600 * 3 => Text(minutes, 'm'),
            < 3600 * 8 => Text(hours, 'h', minutes % 60, 'm'),
            < 3600 * 48 => Text(hours, 'h'),
            < 86400L * 8 => Text(days, 'd', hours % 24, 'h'),
            < 86400L * 365 * 2 => Text(days, 'd'),
            < 86400L * 365 * 8 => Text(days / 365, 'y', days % 365, 'd'),
            _ => Text(days / 365, 'y'),
        };
    }

    private static string Text(long value, char unit) => string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");

    private static string Text(long value, char unit, long rest, char restUnit) =>
        rest == 0 ? Text(value, unit) : string.Create(CultureInfo.InvariantCulture, $"{value}{unit}{rest}{restUnit}");
}
