using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Quantities of very many digits, canonicalized as text: arithmetic on such numbers takes more than linear time, and a client chooses how
/// many digits there are.
/// </summary>
internal static class QuantityDigits
{
    /// <summary>Texts up to this length are arithmetic's.</summary>
    public const int LongFrom = 64;

    private static readonly string[] Suffixes = ["", "k", "M", "G", "T", "P", "E"];

    /// <summary>Handles whole numbers without a suffix; false for everything else, right or wrong.</summary>
    public static bool TryCanonicalize(string text, [NotNullWhen(true)] out string? canonical)
    {
        canonical = null;
        var rest = text.AsSpan().Trim();
        var isNegative = rest.StartsWith('-');
        rest = rest[(isNegative || rest.StartsWith('+') ? 1 : 0)..];
        if (rest.IsEmpty || rest.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var digits = rest.TrimStart('0');
        if (digits.IsEmpty)
        {
            canonical = "0";
            return true;
        }

        // Zeros at the end go into the suffix, three at a time.
        var groups = (digits.Length - digits.TrimEnd('0').Length) / 3;
        var suffix = groups < Suffixes.Length ? Suffixes[groups] : string.Create(CultureInfo.InvariantCulture, $"e{groups * 3}");
        canonical = string.Concat(isNegative ? "-" : "", digits[..^(groups * 3)], suffix);
        return true;
    }
}
