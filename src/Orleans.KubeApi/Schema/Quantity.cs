using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// A resource amount as Kubernetes reads and prints it: exact decimal arithmetic, no more than nine decimals (rounded away from zero), the
/// family of the suffix is kept. Value = <see cref="Mantissa"/> × 10^<see cref="Scale"/>.
/// </summary>
internal readonly record struct Quantity(BigInteger Mantissa, int Scale, QuantityFamily Family)
{
    private const string WrongFormat =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private const string WrongSuffix = "unable to parse quantity's suffix";
    private const string SuffixLetters = "eEinumkKMGTP";
    private const int SmallestScale = -9;
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    /// <summary>The canonical text of a quantity, or the original's error text.</summary>
    public static bool TryCanonicalize(string text, [NotNullWhen(true)] out string? canonical, [NotNullWhen(false)] out string? error)
    {
        canonical = null;
        if (text.Length > QuantityDigits.LongFrom && QuantityDigits.TryCanonicalize(text, out canonical))
        {
            error = null;
            return true;
        }

        canonical = TryParse(text, out var value, out error) ? value.ToString() : null;
        return canonical is not null;
    }

    /// <summary>Reads a quantity.</summary>
    /// <param name="text">e.g. "100m", "1.5Gi", "1e3"; blanks around it are ignored.</param>
    /// <param name="value">The amount.</param>
    /// <param name="error">The original's error text.</param>
    public static bool TryParse(string text, out Quantity value, [NotNullWhen(false)] out string? error)
    {
        value = default;
        error = WrongFormat;
        var rest = text.AsSpan().Trim();
        if (rest.Length == 0)
        {
            return false;
        }

        var negative = rest[0] == '-';
        rest = rest[(negative || rest[0] == '+' ? 1 : 0)..];
        var whole = TakeDigits(ref rest);
        var fraction = ReadOnlySpan<char>.Empty;
        if (rest.Length > 0 && rest[0] == '.')
        {
            rest = rest[1..];
            fraction = TakeDigits(ref rest);
        }

        if (!IsSuffix(rest))
        {
            return false;
        }

        error = WrongSuffix;
        if (!ReadSuffix(rest, out var family, out var exponent))
        {
            return false;
        }

        error = null;
        value = Build(Digits(whole, fraction), fraction.Length, family, exponent, negative);
        return true;
    }

    /// <summary>Compares two amounts; the families do not matter.</summary>
    public int CompareTo(Quantity other)
    {
        if (Mantissa.Sign != other.Mantissa.Sign || Mantissa.IsZero)
        {
            return Mantissa.Sign.CompareTo(other.Mantissa.Sign);
        }

        // 1e999999999 against 1: what differs in size need not be written out, and could not be.
        var (digits, others) = (Magnitude, other.Magnitude);
        if (Math.Abs(digits - others) > 2)
        {
            return digits > others ? Mantissa.Sign : -Mantissa.Sign;
        }

        var scale = Math.Min(Scale, other.Scale);
        return (Mantissa * BigInteger.Pow(10, Scale - scale)).CompareTo(other.Mantissa * BigInteger.Pow(10, other.Scale - scale));
    }

    /// <summary>The amount without decimals below 10^<paramref name="scale"/>, rounded away from zero.</summary>
    public Quantity RoundUp(int scale)
    {
        if (Scale >= scale)
        {
            return this;
        }

        // More digits than there are: what is left is less than one unit.
        if (scale - Scale > 1 + (int)(Mantissa.GetBitLength() / 3))
        {
            return this with { Mantissa = Mantissa.Sign, Scale = scale };
        }

        var quotient = BigInteger.DivRem(Mantissa, BigInteger.Pow(10, scale - Scale), out var remainder);
        return this with { Mantissa = quotient + remainder.Sign, Scale = scale };
    }

    /// <summary>The canonical text.</summary>
    public override string ToString()
    {
        if (Mantissa.IsZero)
        {
            return "0";
        }

        var (digits, exponent) = RemoveTens();
        if (Family == QuantityFamily.Binary && exponent >= 0)
        {
            var whole = digits * BigInteger.Pow(10, exponent);
            if (BigInteger.Abs(whole) >= 1024)
            {
                return Binary(whole);
            }
        }

        // Three digits to a suffix.
        var step = ((exponent % 3) + 3) % 3;
        digits *= step switch { 0 => 1, 1 => 10, _ => 100 };
        exponent -= step;
        var number = digits.ToString(CultureInfo.InvariantCulture);
        var suffix = (exponent / 3) + 3;
        return Family != QuantityFamily.Exponent && suffix >= 0 && suffix < DecimalSuffixes.Length
            ? number + DecimalSuffixes[suffix]
            : exponent == 0 ? number : string.Create(CultureInfo.InvariantCulture, $"{number}e{exponent}");
    }

    // The place of the first digit, to within one.
    private double Magnitude => BigInteger.Log10(BigInteger.Abs(Mantissa)) + Scale;

    private static string Binary(BigInteger whole)
    {
        var power = 0;
        while (power + 1 < BinarySuffixes.Length && (whole & 1023).IsZero)
        {
            whole >>= 10;
            power++;
        }

        return whole.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[power];
    }

    private (BigInteger Digits, int Exponent) RemoveTens()
    {
        var digits = Mantissa;
        var exponent = Scale;
        while (true)
        {
            var quotient = BigInteger.DivRem(digits, 10, out var remainder);
            if (!remainder.IsZero)
            {
                return (digits, exponent);
            }

            digits = quotient;
            exponent++;
        }
    }

    private static Quantity Build(BigInteger digits, int decimals, QuantityFamily family, int exponent, bool negative)
    {
        var amount = family == QuantityFamily.Binary
            ? new Quantity(digits << exponent, -decimals, family)
            : new Quantity(digits, exponent - decimals, family);
        amount = amount.RoundUp(SmallestScale);
        if (family == QuantityFamily.Binary)
        {
            var largest = new Quantity(long.MaxValue, 0, family);
            amount = amount.CompareTo(largest) > 0 ? largest : amount;
        }

        return negative ? amount with { Mantissa = -amount.Mantissa } : amount;
    }

    private static ReadOnlySpan<char> TakeDigits(scoped ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? rest : rest[..end];
        rest = rest[digits.Length..];
        return digits;
    }

    private static BigInteger Digits(ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction)
    {
        if (whole.Length + fraction.Length <= 18)
        {
            var value = 0L;
            foreach (var digit in whole)
            {
                value = (value * 10) + (digit - '0');
            }

            foreach (var digit in fraction)
            {
                value = (value * 10) + (digit - '0');
            }

            return value;
        }

        return BigInteger.Parse($"{whole}{fraction}", NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static bool IsSuffix(ReadOnlySpan<char> rest)
    {
        var letters = rest.IndexOfAnyExcept(SuffixLetters);
        rest = letters < 0 ? [] : rest[letters..];
        rest = rest.Length > 0 && rest[0] is '-' or '+' ? rest[1..] : rest;
        return rest.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static bool ReadSuffix(ReadOnlySpan<char> suffix, out QuantityFamily family, out int exponent)
    {
        family = QuantityFamily.Decimal;
        for (var i = 0; i < DecimalSuffixes.Length; i++)
        {
            if (suffix.SequenceEqual(DecimalSuffixes[i]))
            {
                exponent = (i - 3) * 3;
                return true;
            }
        }

        family = QuantityFamily.Binary;
        for (var i = 1; i < BinarySuffixes.Length; i++)
        {
            if (suffix.SequenceEqual(BinarySuffixes[i]))
            {
                exponent = i * 10;
                return true;
            }
        }

        family = QuantityFamily.Exponent;
        exponent = 0;
        return suffix[0] is 'e' or 'E'
            && int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            && Math.Abs((long)exponent) < 1_000_000_000;
    }
}
