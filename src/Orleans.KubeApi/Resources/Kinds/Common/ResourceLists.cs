using System.Numerics;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Arithmetic on resource lists: maps of resource name to quantity.</summary>
internal static class ResourceLists
{
    private const int MilliScale = -3;

    /// <summary>
    /// Rounds every amount up to thousandths in place (SetDefaults_ResourceList). Amounts that need no rounding stay as they are.
    /// </summary>
    public static void RoundToMilli(ObjectNode? list)
    {
        for (var i = 0; list is not null && i < list.Count; i++)
        {
            // Only n and u suffixes, decimals and negative exponents can be finer than a thousandth.
            var (name, value) = list.At(i);
            if (value is TextNode text && MayBeFine(text.Value) && Quantity.TryParse(text.Value, out var amount, out _)
                && amount.Scale < MilliScale)
            {
                list.Set(name, amount.RoundUp(MilliScale).ToString());
            }
        }
    }

    /// <summary>Rounds limits and requests of a resource requirements object.</summary>
    public static void RoundRequirements(ObjectNode? resources)
    {
        RoundToMilli(resources?.Object("limits"));
        RoundToMilli(resources?.Object("requests"));
    }

    /// <summary>The amount of a canonical quantity node; zero if it is absent or unreadable.</summary>
    public static Quantity Amount(Node? value) => value switch
    {
        TextNode text when Quantity.TryParse(text.Value, out var amount, out _) => amount,
        NumberNode number when Quantity.TryParse(number.Text, out var amount, out _) => amount,
        _ => default,
    };

    /// <summary>Whether there is nothing behind the decimal point, thousandths and up looked at (as Go's MilliValue rounds).</summary>
    public static bool IsWhole(Quantity amount)
    {
        var milli = amount.RoundUp(MilliScale);
        return milli.Scale >= 0 || (milli.Mantissa % BigInteger.Pow(10, -milli.Scale)).IsZero;
    }

    /// <summary>The sum, in the family of the first amount that is not zero.</summary>
    public static Quantity Sum(Quantity left, Quantity right)
    {
        var scale = Math.Min(left.Scale, right.Scale);
        var sum = (left.Mantissa * BigInteger.Pow(10, left.Scale - scale)) + (right.Mantissa * BigInteger.Pow(10, right.Scale - scale));
        return new Quantity(sum, scale, left.Mantissa.IsZero ? right.Family : left.Family);
    }

    /// <summary>Adds every amount of a list to the totals.</summary>
    public static void AddTo(Dictionary<string, Quantity> totals, ObjectNode? list)
    {
        foreach (var (name, value) in list ?? [])
        {
            totals[name] = totals.TryGetValue(name, out var before) ? Sum(before, Amount(value)) : Amount(value);
        }
    }

    /// <summary>Raises every total that is less than the other one.</summary>
    public static void RaiseTo(Dictionary<string, Quantity> totals, Dictionary<string, Quantity> others)
    {
        foreach (var (name, value) in others)
        {
            if (!totals.TryGetValue(name, out var before) || value.CompareTo(before) > 0)
            {
                totals[name] = value;
            }
        }
    }

    private static bool MayBeFine(string text) => text.AsSpan().IndexOfAny("nu.eE") >= 0;
}
