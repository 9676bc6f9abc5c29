using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orleans.KubeApi.Schema;

/// <summary>RFC 3339 times as Go's <c>time.Parse</c> reads them and Kubernetes prints them, with Go's error texts.</summary>
internal static class GoTime
{
    private const string Layout = "2006-01-02T15:04:05Z07:00";
    private const string MicroLayout = "2006-01-02T15:04:05.000000Z07:00";

    /// <summary>Whole seconds, or exactly six decimals, in UTC.</summary>
    public static string Format(DateTimeOffset time, bool micro) =>
        time.UtcDateTime.ToString(micro ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a time. Without <paramref name="micro"/> a fraction is allowed, with it six decimals are a must.</summary>
    public static bool TryParse(string text, bool micro, out DateTimeOffset time, [NotNullWhen(false)] out string? error)
    {
        var parse = new Parse(text, micro);
        time = default;
        error = parse.Run(out time);
        return error is null;
    }

    private struct Parse(string text, bool micro)
    {
        private int _at;
        private string? _error;

        public string? Run(out DateTimeOffset time)
        {
            time = default;
            var year = Number("2006", 4, 0, 9999, "year");
            Literal("-");
            var month = Number("01", 2, 1, 12, "month");
            Literal("-");
            var day = Number("02", 2, 0, 31, "day");
            Literal("T");
            var hour = Number("15", 2, 0, 23, "hour");
            Literal(":");
            var minute = Number("04", 2, 0, 59, "minute");
            Literal(":");
            var second = Number("05", 2, 0, 59, "second");
            var ticks = Fraction();
            var offset = Zone();
            if (_error is null && _at < text.Length)
            {
                _error = $"parsing time {Quote(text)}: extra text: {Quote(text[_at..])}";
            }

            if (_error is null && (day < 1 || day > (year == 0 ? 31 : DateTime.DaysInMonth(year, month))))
            {
                Range("day");
            }

            if (_error is null)
            {
                // Year 0 exists in Go, not here; the smallest time stands for it.
                var local = year == 0
                    ? DateTime.MinValue
                    : new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).AddTicks(ticks);
                var utc = Math.Clamp(local.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
                time = new DateTimeOffset(utc, TimeSpan.Zero);
            }

            return _error;
        }

        private int Number(string element, int digits, int min, int max, string what)
        {
            if (_error is not null)
            {
                return 0;
            }

            if (_at + digits > text.Length || text.AsSpan(_at, digits).ContainsAnyExceptInRange('0', '9'))
            {
                Fail(element);
                return 0;
            }

            var value = int.Parse(text.AsSpan(_at, digits), CultureInfo.InvariantCulture);
            if (value < min || value > max)
            {
                Range(what);
            }

            _at += digits;
            return value;
        }

        private void Literal(string literal)
        {
            if (_error is null && !Take(literal[0]))
            {
                Fail(literal);
            }
        }

        private long Fraction()
        {
            if (_error is not null)
            {
                return 0;
            }

            var start = _at;
            if (_at + 1 >= text.Length || text[_at] is not ('.' or ',') || !char.IsAsciiDigit(text[_at + 1]))
            {
                if (micro)
                {
                    Fail(".000000");
                }

                return 0;
            }

            _at++;
            while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            {
                _at++;
            }

            var digits = text.AsSpan(start + 1, _at - start - 1);
            if (micro && digits.Length != 6)
            {
                _at = digits.Length < 6 ? start : start + 7;
                Fail(digits.Length < 6 ? ".000000" : "Z07:00");
                return 0;
            }

            return long.Parse(digits[..Math.Min(7, digits.Length)].ToString().PadRight(7, '0'), CultureInfo.InvariantCulture);
        }

        private TimeSpan Zone()
        {
            if (_error is not null || Take('Z'))
            {
                return TimeSpan.Zero;
            }

            var ok = _at + 6 <= text.Length && text[_at] is '+' or '-' && text[_at + 3] == ':'
                && !text.AsSpan(_at + 1, 2).ContainsAnyExceptInRange('0', '9')
                && !text.AsSpan(_at + 4, 2).ContainsAnyExceptInRange('0', '9');
            if (!ok)
            {
                Fail("Z07:00");
                return TimeSpan.Zero;
            }

            var hours = int.Parse(text.AsSpan(_at + 1, 2), CultureInfo.InvariantCulture);
            var minutes = int.Parse(text.AsSpan(_at + 4, 2), CultureInfo.InvariantCulture);
            if (hours > 24 || minutes > 60)
            {
                Range(hours > 24 ? "time zone offset hour" : "time zone offset minute");
            }

            var span = new TimeSpan(hours, minutes, 0);
            var negative = text[_at] == '-';
            _at += 6;
            return negative ? -span : span;
        }

        private bool Take(char letter)
        {
            var found = _at < text.Length && text[_at] == letter;
            _at += found ? 1 : 0;
            return found;
        }

        private void Fail(string element) =>
            _error ??= $"parsing time {Quote(text)} as \"{(micro ? MicroLayout : Layout)}\": "
                + $"cannot parse {Quote(text[_at..])} as \"{element}\"";

        private void Range(string what) => _error ??= $"parsing time {Quote(text)}: {what} out of range";

        private static string Quote(string value) =>
            $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
