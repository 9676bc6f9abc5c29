using System.Globalization;

namespace Orleans.KubeApi.Schema;

/// <summary>Floating point numbers as Go's JSON encoder prints them.</summary>
internal static class GoNumber
{
    /// <summary>Shortest digits; plain notation from 1e-6 up to below 1e21, else with exponent: <c>1e+21</c>, <c>1e-7</c>.</summary>
    public static string Format(double value)
    {
        if (value == 0)
        {
            return double.IsNegative(value) ? "-0" : "0";
        }

        var (sign, digits, exponent) = Split(value);
        if (exponent is < -6 or >= 21)
        {
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent)}");
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0')
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    // "E16" would round, "R" gives the shortest digits that read back as the same number.
    private static (string Sign, string Digits, int Exponent) Split(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var sign = text[0] == '-' ? "-" : "";
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = text[sign.Length..(mark < 0 ? text.Length : mark)];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent += (dot < 0 ? mantissa.Length : dot) - 1;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var zeros = digits.Length - digits.TrimStart('0').Length;
        return (sign, digits[zeros..].TrimEnd('0'), exponent - zeros);
    }
}
