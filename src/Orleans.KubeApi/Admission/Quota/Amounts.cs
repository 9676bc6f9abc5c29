using System.Numerics;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Admission.Quota;

/// <summary>Amounts of resources by name, in the order of the names.</summary>
internal sealed class Amounts : SortedDictionary<string, Quantity>
{
    /// <summary>Nothing.</summary>
    public Amounts()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>A copy.</summary>
    public Amounts(Amounts other)
        : base(other, StringComparer.Ordinal)
    {
    }

    /// <summary>Reads a list of resources.</summary>
    public static Amounts Of(ObjectNode? list)
    {
        var amounts = new Amounts();
        foreach (var (name, value) in list ?? [])
        {
            amounts[name] = Parse(value);
        }

        return amounts;
    }

    /// <summary>The amount of a quantity node; zero if it is unreadable.</summary>
    public static Quantity Parse(Node value) => Quantity.TryParse(
        value switch { TextNode text => text.Value, NumberNode number => number.Text, _ => "0" }, out var amount, out _) ? amount : default;

    /// <summary>The sum, in the family of the first amount that is not zero.</summary>
    public static Quantity Sum(Quantity left, Quantity right) => Combine(left, right, BigInteger.One);

    /// <summary>The difference.</summary>
    public static Quantity Difference(Quantity left, Quantity right) => Combine(left, right, BigInteger.MinusOne);

    /// <summary>Adds to an amount.</summary>
    public void Add(string name, Quantity more, bool always = true)
    {
        if (always || ContainsKey(name))
        {
            this[name] = TryGetValue(name, out var before) ? Sum(before, more) : more;
        }
    }

    /// <summary>Adds all amounts; those whose names aren't here are left out unless <paramref name="always"/>.</summary>
    public void AddAll(Amounts more, bool always = true)
    {
        foreach (var (name, amount) in more)
        {
            Add(name, amount, always);
        }
    }

    /// <summary>What is more here than there; nothing negative, no zeros.</summary>
    public Amounts Above(Amounts? before)
    {
        var above = new Amounts();
        foreach (var (name, amount) in this)
        {
            var more = before is not null && before.TryGetValue(name, out var old) ? Difference(amount, old) : amount;
            if (more.Mantissa.Sign > 0)
            {
                above[name] = more;
            }
        }

        return above;
    }

    /// <summary>Raises each amount to at least the other one.</summary>
    public void RaiseTo(Amounts others)
    {
        foreach (var (name, amount) in others)
        {
            if (!TryGetValue(name, out var own) || amount.CompareTo(own) > 0)
            {
                this[name] = amount;
            }
        }
    }

    /// <summary>The amounts of these names.</summary>
    public Amounts Only(IEnumerable<string> names)
    {
        var some = new Amounts();
        foreach (var name in names)
        {
            if (TryGetValue(name, out var amount))
            {
                some[name] = amount;
            }
        }

        return some;
    }

    /// <summary>Whether the same names have the same amounts.</summary>
    public bool IsSame(Amounts other) =>
        Count == other.Count && this.All(a => other.TryGetValue(a.Key, out var value) && value.CompareTo(a.Value) == 0);

    /// <summary>As a list of resources.</summary>
    public ObjectNode ToNode()
    {
        var list = new ObjectNode(Count);
        foreach (var (name, amount) in this)
        {
            list.Append(name, amount.ToString());
        }

        return list;
    }

    /// <summary>"cpu=1,pods=2".</summary>
    public override string ToString() => string.Join(',', this.Select(a => $"{a.Key}={a.Value}"));

    private static Quantity Combine(Quantity left, Quantity right, BigInteger sign)
    {
        var scale = Math.Min(left.Scale, right.Scale);
        var other = right.Mantissa * BigInteger.Pow(10, right.Scale - scale);
        var sum = (left.Mantissa * BigInteger.Pow(10, left.Scale - scale)) + (sign * other);
        return new Quantity(sum, scale, left.Mantissa.IsZero ? right.Family : left.Family);
    }
}
