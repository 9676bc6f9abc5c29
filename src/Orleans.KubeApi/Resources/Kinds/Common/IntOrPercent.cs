using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Amounts that are whole numbers or percentages ("25%").</summary>
internal static class IntOrPercent
{
    private const string PercentText = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', "
        + "regex used for validation is '[0-9]+%')";

    /// <summary>A number of 0 or more, or a percentage.</summary>
    public static void Check(Node? value, FieldPath path, FieldErrors errors)
    {
        if (value is TextNode text)
        {
            if (!IsPercent(text.Value))
            {
                errors.Invalid(path, value, PercentText);
            }
        }
        else if ((value as NumberNode)?.AsInteger() is < 0)
        {
            errors.Invalid(path, value, Checks.NonNegativeText);
        }
    }

    /// <summary>A percentage of at most 100; numbers pass.</summary>
    public static void AtMostHundred(Node? value, FieldPath path, FieldErrors errors)
    {
        if (value is TextNode text && IsPercent(text.Value) && Amount(value) > 100)
        {
            errors.Invalid(path, value, "must not be greater than 100%");
        }
    }

    /// <summary>The number or the percentage's number; 0 for what is neither.</summary>
    public static long Amount(Node? value) => value switch
    {
        NumberNode number => number.AsInteger() ?? 0,
        TextNode text =>
        Number(text.Value.EndsWith('%') && IsPercent(text.Value) ? text.Value.AsSpan(0, text.Value.Length - 1) : text.Value),
        _ => 0,
    };

    private static long Number(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static bool IsPercent(string text) =>
        text.Length > 1 && text[^1] == '%' && !text.AsSpan(0, text.Length - 1).ContainsAnyExceptInRange('0', '9');
}
