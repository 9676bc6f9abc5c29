using System.Globalization;
using System.Text;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>
/// JSON trees as YAML in the original's layout: sorted keys, two spaces, lists not indented below their key, strings that would read as
/// something else in double quotes, strings with line breaks as literal blocks.
/// </summary>
internal sealed class YamlWriter
{
    private readonly StringBuilder _text = new();

    private YamlWriter()
    {
    }

    /// <summary>The tree as YAML in UTF-8, with a line break at the end.</summary>
    public static byte[] Write(Node node)
    {
        var writer = new YamlWriter();
        switch (node)
        {
            case ObjectNode { Count: > 0 } map:
                writer.Mapping(map, 0, continued: false);
                break;
            case ArrayNode { Items.Count: > 0 } list:
                writer.Sequence(list, 0, continued: false);
                break;
            default:
                writer.Inline(node, 0);
                break;
        }

        return Encoding.UTF8.GetBytes(writer._text.ToString());
    }

    private void Mapping(ObjectNode map, int indent, bool continued)
    {
        var names = new List<KeyValuePair<string, Node>>(map.Count);
        foreach (var member in map)
        {
            names.Add(member);
        }

        names.Sort(static (a, b) => YamlKeyOrder.Compare(a.Key, b.Key));
        foreach (var (name, value) in names)
        {
            if (!continued)
            {
                _text.Append(' ', indent);
            }

            continued = false;
            Scalar(name, indent, asKey: true);
            _text.Append(':');
            switch (value)
            {
                case ObjectNode { Count: > 0 } child:
                    _text.Append('\n');
                    Mapping(child, indent + 2, continued: false);
                    break;
                case ArrayNode { Items.Count: > 0 } child:
                    _text.Append('\n');
                    Sequence(child, indent, continued: false);
                    break;
                default:
                    _text.Append(' ');
                    Inline(value, indent);
                    break;
            }
        }
    }

    private void Sequence(ArrayNode list, int indent, bool continued)
    {
        foreach (var item in list.Items)
        {
            if (!continued)
            {
                _text.Append(' ', indent);
            }

            continued = false;
            _text.Append("- ");
            switch (item)
            {
                case ObjectNode { Count: > 0 } child:
                    Mapping(child, indent + 2, continued: true);
                    break;
                case ArrayNode { Items.Count: > 0 } child:
                    Sequence(child, indent + 2, continued: true);
                    break;
                default:
                    Inline(item, indent);
                    break;
            }
        }
    }

    private void Inline(Node value, int indent)
    {
        switch (value)
        {
            case TextNode text:
                Scalar(text.Value, indent, asKey: false);
                break;
            case NumberNode number:
                _text.Append(number.Text);
                break;
            case BoolNode flag:
                _text.Append(flag.Value ? "true" : "false");
                break;
            case ObjectNode:
                _text.Append("{}");
                break;
            case ArrayNode:
                _text.Append("[]");
                break;
            default:
                _text.Append("null");
                break;
        }

        _text.Append('\n');
    }

    private void Scalar(string text, int indent, bool asKey)
    {
        if (text.Contains('\n') && !asKey && CanBeBlock(text))
        {
            Block(text, indent);
        }
        else if (YamlScalar.NeedsQuotes(text) || !IsPrintable(text) || text.Contains('\n'))
        {
            DoubleQuoted(text);
        }
        else if (CanBePlain(text))
        {
            _text.Append(text);
        }
        else
        {
            _text.Append('\'').Append(text.Replace("'", "''", StringComparison.Ordinal)).Append('\'');
        }
    }

    private void Block(string text, int indent)
    {
        _text.Append('|');
        if (text[0] is ' ' or '\n')
        {
            _text.Append('2');
        }

        if (!text.EndsWith('\n'))
        {
            _text.Append('-');
        }
        else if (text.Length == 1 || text[^2] == '\n')
        {
            _text.Append('+');
        }

        var body = text.EndsWith('\n') ? text.AsSpan(0, text.Length - 1) : text.AsSpan();
        foreach (var range in body.Split('\n'))
        {
            var line = body[range];
            _text.Append('\n');
            if (!line.IsEmpty)
            {
                _text.Append(' ', indent + 2).Append(line);
            }
        }
    }

    private void DoubleQuoted(string text)
    {
        _text.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                '\0' => _text.Append("\\0"),
                _ when !IsPrintable(c) => _text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
                _ => _text.Append(c),
            };
        }

        _text.Append('"');
    }

    private static bool CanBePlain(string text)
    {
        if (text.Length == 0 || text[0] is ' ' || text[^1] is ' ' || text.StartsWith("---", StringComparison.Ordinal)
            || text.StartsWith("...", StringComparison.Ordinal))
        {
            return false;
        }

        if (text[0] is '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`')
        {
            return false;
        }

        if (text[0] is '-' or '?' or ':' && (text.Length == 1 || text[1] is ' '))
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var isIndicator = (text[i] == ':' && (i + 1 == text.Length || text[i + 1] == ' ')) || (text[i] == '#' && text[i - 1] == ' ');
            if (isIndicator)
            {
                return false;
            }
        }

        return true;
    }

    private static bool CanBeBlock(string text) =>
        IsPrintable(text.Replace("\n", "", StringComparison.Ordinal)) && !text.Contains(" \n", StringComparison.Ordinal) && text[^1] != ' ';

    private static bool IsPrintable(string text)
    {
        foreach (var c in text)
        {
            if (!IsPrintable(c))
            {
                return false;
            }
        }

        return true;
    }

    // Surrogates stay: pairs are printable, single ones cannot come out of our reader.
    private static bool IsPrintable(char c) =>
        c is >= ' ' and <= '~' or >= '\u00a0' and not ('\ufeff' or '\u2028' or '\u2029' or '\ufffe' or '\uffff');
}
