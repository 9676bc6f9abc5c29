using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>Schedules of CronJobs as robfig/cron's standard parser reads them: five fields or a descriptor, with its error texts.</summary>
internal static class CronSchedule
{
    private const string Every = "@every ";
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly (int Least, int Most, string[]? Names)[] Fields =
        [(0, 59, null), (0, 23, null), (1, 31, null), (1, 12, Months), (0, 6, Days)];

    /// <summary>What is wrong with a schedule, null if nothing.</summary>
    public static string? Error(string schedule)
    {
        if (schedule.StartsWith("TZ=", StringComparison.Ordinal) || schedule.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            var end = schedule.IndexOf(' ');
            var zone = schedule[(schedule.IndexOf('=') + 1)..(end < 0 ? schedule.Length : end)];
            if (zone is not ("" or "Local") && !TimeZoneNames.Has(zone))
            {
                return $"provided bad location {zone}: unknown time zone {zone}";
            }

            schedule = end < 0 ? "" : schedule[end..].Trim();
        }

        return schedule.StartsWith('@') ? DescriptorError(schedule) : FieldsError(schedule);
    }

    private static string? DescriptorError(string text)
    {
        if (text is "@yearly" or "@annually" or "@monthly" or "@weekly" or "@daily" or "@midnight" or "@hourly")
        {
            return null;
        }

        if (!text.StartsWith(Every, StringComparison.Ordinal))
        {
            return $"unrecognized descriptor: {text}";
        }

        return DurationError(text[Every.Length..]) is { } wrong ? $"failed to parse duration {text}: {wrong}" : null;
    }

    private static string? FieldsError(string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields.Length)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"expected exactly {Fields.Length} fields, found {fields.Length}: [{string.Join(' ', fields)}]");
        }

        for (var i = 0; i < fields.Length; i++)
        {
            foreach (var range in fields[i].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (RangeError(range, Fields[i].Least, Fields[i].Most, Fields[i].Names) is { } wrong)
                {
                    return wrong;
                }
            }
        }

        return null;
    }

    // A range is low[-high][/step]; * and ? stand for all.
    private static string? RangeError(string text, int least, int most, string[]? names)
    {
        var parts = text.Split('/');
        var ends = parts[0].Split('-');
        long start = least, end = most, step = 1;
        if (ends[0] is not ("*" or "?"))
        {
            if (ReadValue(ends[0], names, least, out start) is { } wrong)
            {
                return wrong;
            }

            end = start;
            if (ends.Length > 2)
            {
                return $"too many hyphens: {text}";
            }

            if (ends.Length == 2 && ReadValue(ends[1], names, least, out end) is { } wrongEnd)
            {
                return wrongEnd;
            }
        }

        if (parts.Length > 2)
        {
            return $"too many slashes: {text}";
        }

        if (parts.Length == 2)
        {
            if (ReadNumber(parts[1], out step) is { } wrong)
            {
                return wrong;
            }

            end = ends.Length == 1 ? most : end;
        }

        return BoundsError(text, start, end, step, least, most);
    }

    private static string? BoundsError(string text, long start, long end, long step, int least, int most) =>
        start < least ? string.Create(CultureInfo.InvariantCulture, $"beginning of range ({start}) below minimum ({least}): {text}")
        : end > most ? string.Create(CultureInfo.InvariantCulture, $"end of range ({end}) above maximum ({most}): {text}")
        : start > end ? string.Create(CultureInfo.InvariantCulture, $"beginning of range ({start}) beyond end of range ({end}): {text}")
        : step == 0 ? $"step of range should be a positive number: {text}"
        : null;

    private static string? ReadValue(string text, string[]? names, int first, out long value)
    {
        var at = names is null ? -1 : Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = at + first;
        return at >= 0 ? null : ReadNumber(text, out value);
    }

    private static string? ReadNumber(string text, out long value)
    {
        value = 0;
        var digits = text.AsSpan(text.StartsWith('-') || text.StartsWith('+') ? 1 : 0);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return $"failed to parse int from {text}: strconv.Atoi: parsing {GoText.Quote(text)}: invalid syntax";
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return $"failed to parse int from {text}: strconv.Atoi: parsing {GoText.Quote(text)}: value out of range";
        }

        return value < 0 ? string.Create(CultureInfo.InvariantCulture, $"negative number ({value}) not allowed: {text}") : null;
    }

    // Go's time.ParseDuration: signed sequence of decimal numbers with units; "0" needs none.
    private static string? DurationError(string text)
    {
        var rest = text.AsSpan(text.StartsWith('-') || text.StartsWith('+') ? 1 : 0);
        if (rest.SequenceEqual("0"))
        {
            return null;
        }

        if (rest.IsEmpty)
        {
            return $"time: invalid duration {GoText.Quote(text)}";
        }

        while (!rest.IsEmpty)
        {
            var number = rest.IndexOfAnyExcept("0123456789.");
            var digits = number < 0 ? rest : rest[..number];
            if (digits.IsEmpty || digits.SequenceEqual(".") || digits.Count('.') > 1)
            {
                return $"time: invalid duration {GoText.Quote(text)}";
            }

            rest = rest[digits.Length..];
            var unitEnd = rest.IndexOfAny("0123456789.");
            var unit = unitEnd < 0 ? rest : rest[..unitEnd];
            if (unit.IsEmpty)
            {
                return $"time: missing unit in duration {GoText.Quote(text)}";
            }

            if (unit is not ("ns" or "us" or "µs" or "μs" or "ms" or "s" or "m" or "h"))
            {
                return $"time: unknown unit {GoText.Quote(unit.ToString())} in duration {GoText.Quote(text)}";
            }

            rest = rest[unit.Length..];
        }

        return null;
    }
}
