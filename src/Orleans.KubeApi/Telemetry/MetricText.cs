using System.Buffers;
using System.Globalization;
using System.Text;

namespace Orleans.KubeApi.Telemetry;

/// <summary>Writes Prometheus' text format 0.0.4. Numbers look as Go writes them, so that <c>le</c> labels are the original's.</summary>
internal sealed class MetricText
{
    /// <summary>The format's media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private string _name = "";

    /// <summary>What was written, UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 => _output.WrittenMemory;

    /// <summary>Labels as they stand between the braces, sorted by name as Go's client sorts them.</summary>
    public static string Labels(ReadOnlySpan<string> names, ReadOnlySpan<string> values)
    {
        string[] sorted = [.. names];
        string[] with = [.. values];
        Array.Sort(sorted, with, StringComparer.Ordinal);
        var text = new StringBuilder();
        for (var i = 0; i < sorted.Length; i++)
        {
            text.Append(i > 0 ? "," : "").Append(sorted[i]).Append("=\"").Append(Escape(with[i])).Append('"');
        }

        return text.ToString();
    }

    /// <summary>Begins a metric; its samples follow.</summary>
    public void Family(string name, MetricKind kind, string help)
    {
        _name = name;
        var type = kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        };
        Write($"# HELP {name} {help}\n# TYPE {name} {type}\n");
    }

    /// <summary>One sample of the metric.</summary>
    public void Sample(string labels, double value) =>
        Write(labels.Length == 0 ? $"{_name} {Number(value)}\n" : $"{_name}{{{labels}}} {Number(value)}\n");

    /// <summary>One series of a histogram.</summary>
    /// <param name="labels">Its labels.</param>
    /// <param name="bounds">Upper bounds.</param>
    /// <param name="counts">Observations of each bucket, not cumulated; one more than bounds.</param>
    /// <param name="sum">Of all observations.</param>
    public void Histogram(string labels, IReadOnlyList<double> bounds, IReadOnlyList<long> counts, double sum)
    {
        var before = labels.Length == 0 ? "" : labels + ",";
        long count = 0;
        for (var i = 0; i < counts.Count; i++)
        {
            count += counts[i];
            Write($"{_name}_bucket{{{before}le=\"{(i < bounds.Count ? Number(bounds[i]) : "+Inf")}\"}} {Number(count)}\n");
        }

        var braced = labels.Length == 0 ? "" : $"{{{labels}}}";
        Write($"{_name}_sum{braced} {Number(sum)}\n{_name}_count{braced} {Number(count)}\n");
    }

    /// <summary>A number in Go's shortest form: 0.005, 1, 1e+06.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        var plain = value.ToString("R", CultureInfo.InvariantCulture);
        var magnitude = Math.Abs(value);
        if (magnitude is 0 or (>= 1e-4 and < 1e6) && !plain.Contains('E', StringComparison.Ordinal))
        {
            return plain;
        }

        // The fewest digits that give the value back, as one digit, a point and the rest.
        var digits = 0;
        while (digits < 16 && double.Parse(Scientific(value, digits), CultureInfo.InvariantCulture) != value)
        {
            digits++;
        }

        return Scientific(value, digits);
    }

    private static string Scientific(double value, int digits)
    {
        var text = value.ToString($"E{digits}", CultureInfo.InvariantCulture); // 1.5E+006
        var at = text.IndexOf('E', StringComparison.Ordinal);
        return $"{text[..at]}e{text[at + 1]}{text[^3..].TrimStart('0').PadLeft(2, '0')}";
    }

    private static string Escape(string value) => value.AsSpan().ContainsAny('\\', '"', '\n')
        ? value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
        : value;

    private void Write(string line) => Encoding.UTF8.GetBytes(line, _output);
}
