using System.Globalization;

namespace Orleans.KubeApi.Schema.Cel;

/// <summary>The inner half of the parser: literals, names, calls, lists, maps, objects, and what follows them.</summary>
internal sealed class CelPrimaries(CelParser parser)
{
    private static readonly HashSet<string> Reserved =
    [
        "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "package",
        "namespace", "null", "return", "true", "var", "void", "while",
    ];

    /// <summary>A primary with its selections, calls and indexes.</summary>
    public CelExpression Member()
    {
        var node = Primary();
        while (true)
        {
            switch (parser.Current.Kind)
            {
                case ".":
                    node = Selection(node);
                    break;
                case "[":
                    node = Index(node);
                    break;
                default:
                    return node;
            }
        }
    }

    private string TextOf(CelToken token) =>
        token.Kind == CelToken.Escaped ? parser.Text[(token.Start + 1)..(token.End - 1)] : parser.Text[token.Start..token.End];

    private CelExpression Selection(CelExpression operand)
    {
        var dot = parser.Current;
        parser.Take();
        var optional = parser.Current.Kind == "?";
        if (optional)
        {
            parser.Take();
        }

        var name = parser.Current;
        if (name.Kind is not (CelToken.Identifier or CelToken.Escaped))
        {
            if (name.Kind is "true" or "false" or "null")
            {
                parser.Mismatch(CelToken.Identifier);
            }
            else
            {
                parser.NoAlternative(dot);
            }

            return operand;
        }

        parser.Take();
        if (optional)
        {
            return CelParser.Call(dot.Start, "_?._", operand, new CelExpression.Constant(name.Start, TextOf(name)));
        }

        if (parser.Current.Kind != "(" || name.Kind == CelToken.Escaped)
        {
            return new CelExpression.Select(dot.Start, operand, TextOf(name), TestOnly: false);
        }

        var open = parser.Current.Start;
        var arguments = Arguments();
        return CelMacros.Expand(parser, open, operand, TextOf(name), arguments);
    }

    private CelExpression Index(CelExpression operand)
    {
        var at = parser.Take();
        var optional = parser.Current.Kind == "?";
        if (optional)
        {
            parser.Take();
        }
        else if (!parser.AtStart && !parser.Missing("?"))
        {
            return operand;
        }

        var index = parser.Expression();
        parser.Expect("]");
        return CelParser.Call(at, optional ? "_[?_]" : "_[_]", operand, index);
    }

    private CelExpression[] Arguments()
    {
        parser.Take();
        if (parser.Current.Kind == ")")
        {
            parser.Take();
            return [];
        }

        if (!parser.AtStart && !parser.Missing(")"))
        {
            return [];
        }

        var arguments = new List<CelExpression> { parser.Expression() };
        while (parser.Current.Kind == ",")
        {
            parser.Take();
            arguments.Add(parser.Expression());
        }

        parser.Expect(")");
        return [.. arguments];
    }

    private CelExpression Primary()
    {
        if (!parser.AtStart && !parser.Missing())
        {
            return parser.Nothing();
        }

        var token = parser.Current;
        switch (token.Kind)
        {
            case "(":
                parser.Take();
                var inner = parser.Expression();
                parser.Expect(")");
                return inner;
            case "[":
                return ListOf();
            case "{":
                return MapOf();
            case "." or CelToken.Identifier:
                return Name();
            case "-" or CelToken.Integer or CelToken.Float or CelToken.Unsigned:
                return Number();
            default:
                parser.Take();
                return new CelExpression.Constant(token.Start, token.Kind switch
                {
                    "true" => true,
                    "false" => false,
                    "null" => null,
                    _ => CelEscapes.Value(parser.Text.AsSpan(token.Start, token.End - token.Start)),
                });
        }
    }

    private CelExpression Name()
    {
        var start = parser.Current;
        var leading = start.Kind == ".";
        if (leading)
        {
            parser.Take();
            if (parser.Current.Kind != CelToken.Identifier)
            {
                parser.NoAlternative(start);
                return parser.Nothing();
            }
        }

        var token = parser.Current;
        var name = TextOf(token);
        parser.Take();
        var full = leading ? "." + name : name;
        if (parser.Current.Kind == "(")
        {
            var open = parser.Current.Start;
            CheckReserved(name, start.Start);
            return CelMacros.Expand(parser, open, null, full, Arguments());
        }

        if (StructAhead())
        {
            while (parser.Current.Kind == ".")
            {
                parser.Take();
                full += "." + TextOf(parser.Current);
                parser.Take();
            }

            return StructOf(full);
        }

        CheckReserved(name, start.Start);
        return new CelExpression.Identifier(start.Start, full);
    }

    private void CheckReserved(string name, int at)
    {
        if (Reserved.Contains(name))
        {
            parser.Complain(at, $"reserved identifier: {name}");
        }
    }

    // Whether names joined by dots lead to a '{': an object literal.
    private bool StructAhead() => parser.Current.Kind == "{" || parser.DottedNamesLeadTo("{");

    private CelExpression ListOf()
    {
        var at = parser.Take();
        var elements = new List<(CelExpression, bool)>();
        while (parser.Current.Kind is not ("]" or CelToken.EndOfText))
        {
            if (elements.Count == 0 && parser.Current.Kind == ",")
            {
                parser.Take();
                break;
            }

            var optional = Question();
            if (!optional && !parser.AtStart && !parser.Missing("]", ",", "?"))
            {
                return parser.Nothing();
            }

            elements.Add((parser.Expression(), optional));
            if (parser.Current.Kind != ",")
            {
                break;
            }

            parser.Take();
        }

        if (elements.Count == 0 && parser.Current.Kind == CelToken.EndOfText)
        {
            parser.Missing("]", ",", "?");
            return parser.Nothing();
        }

        parser.Expect("]", ",");
        return new CelExpression.ListLiteral(at, [.. elements]);
    }

    private bool Question()
    {
        if (parser.Current.Kind != "?")
        {
            return false;
        }

        parser.Take();
        return true;
    }

    private CelExpression MapOf()
    {
        var at = parser.Take();
        var entries = new List<(CelExpression, CelExpression, bool)>();
        while (parser.Current.Kind != "}")
        {
            if (entries.Count == 0 && parser.Current.Kind == ",")
            {
                parser.Take();
                break;
            }

            var optional = Question();
            if (!optional && !parser.AtStart && !parser.Missing("}", ",", "?"))
            {
                return parser.Nothing();
            }

            var key = parser.Expression();
            parser.Expect(":");
            entries.Add((key, parser.Expression(), optional));
            if (parser.Current.Kind != ",")
            {
                break;
            }

            parser.Take();
        }

        parser.Expect("}", ",");
        return new CelExpression.MapLiteral(at, [.. entries]);
    }

    private CelExpression StructOf(string name)
    {
        var at = parser.Take();
        var fields = new List<(int, string, CelExpression, bool)>();
        while (parser.Current.Kind != "}")
        {
            if (fields.Count == 0 && parser.Current.Kind == ",")
            {
                parser.Take();
                break;
            }

            var optional = Question();
            if (parser.Current.Kind is not (CelToken.Identifier or CelToken.Escaped))
            {
                if (!SkipTo(optional))
                {
                    return parser.Nothing();
                }
            }

            var field = TextOf(parser.Current);
            parser.Take();
            var colon = parser.Current.Start;
            parser.Expect(":");
            fields.Add((colon, field, parser.Expression(), optional));
            if (parser.Current.Kind != ",")
            {
                break;
            }

            parser.Take();
        }

        parser.Expect("}", ",");
        return new CelExpression.StructLiteral(at, name, [.. fields]);
    }

    // One token too many before a field's name is skipped.
    private bool SkipTo(bool optional)
    {
        string[] kinds = optional ? [CelToken.Identifier, CelToken.Escaped] : ["}", ",", "?", CelToken.Identifier, CelToken.Escaped];
        if (parser.Following.Kind is CelToken.Identifier or CelToken.Escaped)
        {
            var token = parser.Current;
            parser.Report(token.Start, $"Syntax error: extraneous input '{TextOf(token)}' expecting {CelParser.Expecting(kinds)}");
            parser.Take();
            return true;
        }

        parser.Mismatch(CelParser.Expecting(kinds));
        return false;
    }

    private CelExpression Number()
    {
        var start = parser.Current.Start;
        var negative = parser.Current.Kind == "-";
        if (negative)
        {
            parser.Take();
        }

        var token = parser.Current;
        parser.Take();
        var digits = TextOf(token);
        var sign = negative ? "-" : "";
        switch (token.Kind)
        {
            case CelToken.Float:
                return new CelExpression.Constant(start, double.Parse(sign + digits, CultureInfo.InvariantCulture));
            case CelToken.Unsigned:
                if (TryWhole(digits[..^1], out var unsigned))
                {
                    return new CelExpression.Constant(start, (object)unsigned);
                }

                parser.Complain(start, "invalid uint literal");
                return parser.Nothing();
            default:
                if (TryWhole(digits, out var whole) && whole <= (negative ? 1UL << 63 : long.MaxValue))
                {
                    return new CelExpression.Constant(start, negative ? unchecked(-(long)whole) : (long)whole);
                }

                parser.Complain(start, "invalid int literal");
                return parser.Nothing();
        }
    }

    private static bool TryWhole(string digits, out ulong value) => digits.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.TryParse(digits.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value)
        : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
