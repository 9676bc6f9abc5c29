using System.Text;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Apply;

/// <summary>
/// One step of a path in a field set: a member (<c>f:name</c>), the element of an associative list (<c>k:{"name":"a"}</c>), a value of a
/// set (<c>v:"a"</c>) or a position (<c>i:0</c>). Equal when the texts are, which are always canonical.
/// </summary>
internal readonly struct PathElement : IEquatable<PathElement>
{
    private readonly KeyPart[]? _parts;

    private PathElement(string text, KeyPart[]? parts) => (Text, _parts) = (text, parts);

    /// <summary>The step as FieldsV1 writes it.</summary>
    public string Text { get; }

    /// <summary>Whether this is a member's name.</summary>
    public bool IsField => Text[0] == 'f';

    /// <summary>The member's name.</summary>
    public string Name => Text[2..];

    /// <summary>A member.</summary>
    public static PathElement Field(string name) => new("f:" + name, null);

    /// <summary>A member whose text (<c>f:name</c>) is known.</summary>
    public static PathElement FieldText(string text) => new(text, null);

    /// <summary>An element of a list by its keys; they are sorted here.</summary>
    public static PathElement Key(KeyPart[] parts)
    {
        Array.Sort(parts, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        var text = new StringBuilder("k:{", 48);
        for (var i = 0; i < parts.Length; i++)
        {
            text.Append(i > 0 ? "," : "");
            GoJsonString.Append(text, parts[i].Name);
            text.Append(':');
            AppendValue(text, parts[i].Value);
        }

        return new(text.Append('}').ToString(), parts);
    }

    /// <summary>A scalar of a set.</summary>
    public static PathElement Value(Node scalar)
    {
        var text = new StringBuilder("v:", 32);
        AppendValue(text, scalar);
        return new(text.ToString(), [new KeyPart("", scalar)]);
    }

    /// <summary>Reads a key of a FieldsV1 object. Null: of a kind that is not known, to be ignored.</summary>
    /// <exception cref="FormatException">Not a path element.</exception>
    public static PathElement? Parse(string text)
    {
        if (text.Length < 2 || text[1] != ':')
        {
            throw new FormatException(text.Length < 2 ? "key must be 2 characters long:" : $"missing colon: {text}");
        }

        switch (text[0])
        {
            case 'f':
                return new(text, null);
            case 'i':
                return int.TryParse(text.AsSpan(2), out _) ? new(text, null) : throw new FormatException($"no index: {text}");
            case 'v':
                return Value(ParseValue(text));
            case 'k' when ParseValue(text) is ObjectNode keys:
                var parts = new KeyPart[keys.Count];
                for (var i = 0; i < parts.Length; i++)
                {
                    parts[i] = new(keys.At(i).Key, keys.At(i).Value);
                }

                return Key(parts);
            case 'k':
                throw new FormatException($"no keys: {text}");
            default:
                return null;
        }
    }

    /// <summary>The original's order: members by name, then keys, values, positions.</summary>
    public static int Compare(PathElement left, PathElement right)
    {
        var kind = Rank(left.Text[0]) - Rank(right.Text[0]);
        if (kind != 0)
        {
            return kind;
        }

        return left.Text[0] switch
        {
            'f' => string.CompareOrdinal(left.Text, right.Text),
            'i' => int.Parse(left.Text.AsSpan(2)).CompareTo(int.Parse(right.Text.AsSpan(2))),
            _ => left.Text == right.Text ? 0 : KeyPart.Compare(left._parts!, right._parts!),
        };
    }

    /// <inheritdoc/>
    public bool Equals(PathElement other) => Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PathElement other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The step as messages show it: <c>.spec</c>, <c>[name="a"]</c>, <c>[="x"]</c>, <c>[0]</c>.</summary>
    public override string ToString() => Text[0] switch
    {
        'f' => "." + Name,
        'k' => $"[{string.Join(",", _parts!.Select(p => $"{p.Name}={Shown(p.Value)}"))}]",
        'v' => $"[={Shown(_parts![0].Value)}]",
        _ => $"[{Text[2..]}]",
    };

    private static string Shown(Node value) => value is TextNode text ? GoText.Quote(text.Value) : value.ToString();

    private static Node ParseValue(string text)
    {
        try
        {
            return NodeReader.Parse(Encoding.UTF8.GetBytes(text[2..]));
        }
        catch (System.Text.Json.JsonException wrong)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    private static int Rank(char kind) => kind switch { 'f' => 0, 'k' => 1, 'v' => 2, _ => 3 };

    private static void AppendValue(StringBuilder output, Node value)
    {
        if (value is TextNode text)
        {
            GoJsonString.Append(output, text.Value);
        }
        else
        {
            output.Append(value);
        }
    }
}
