using System.Globalization;

namespace Orleans.KubeApi.Objects;

/// <summary>One condition on one label.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator">The relation.</param>
/// <param name="Values">Sorted and unique; one value for the equality and order relations, none for the existence relations.</param>
internal sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    /// <summary>Whether the labels meet the condition. An absent label meets != and notin, and no other relation that has values.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var present = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            LabelOperator.Exists => present,
            LabelOperator.DoesNotExist => !present,
            LabelOperator.NotEquals or LabelOperator.NotIn => !present || !Has(value!),
            LabelOperator.GreaterThan => present && Compare(value!) > 0,
            LabelOperator.LessThan => present && Compare(value!) < 0,
            _ => present && Has(value!),
        };
    }

    /// <summary>The condition in selector syntax.</summary>
    public override string ToString() => Operator switch
    {
        LabelOperator.Equals => $"{Key}={Values[0]}",
        LabelOperator.DoubleEquals => $"{Key}=={Values[0]}",
        LabelOperator.NotEquals => $"{Key}!={Values[0]}",
        LabelOperator.In => $"{Key} in ({string.Join(',', Values)})",
        LabelOperator.NotIn => $"{Key} notin ({string.Join(',', Values)})",
        LabelOperator.GreaterThan => $"{Key}>{Values[0]}",
        LabelOperator.LessThan => $"{Key}<{Values[0]}",
        LabelOperator.DoesNotExist => $"!{Key}",
        _ => Key,
    };

    private bool Has(string value)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            if (Values[i] == value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Label against wanted number; 0 also where one of them is no 64-bit integer, which then matches neither relation.</summary>
    private int Compare(string value) => TryInteger(value, out var have) && TryInteger(Values[0], out var want) ? have.CompareTo(want) : 0;

    private static bool TryInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
