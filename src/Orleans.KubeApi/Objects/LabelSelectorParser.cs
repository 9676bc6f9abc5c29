using System.Globalization;

namespace Orleans.KubeApi.Objects;

/// <summary>Recursive descent over the tokens of a label selector. One use. Refusals carry the original's texts.</summary>
internal sealed class LabelSelectorParser(string text)
{
    private const string Operators = "in, notin, =, ==, !=, gt, lt";
    private readonly List<Token> _tokens = Scan(text);
    private int _next;

    private enum Kind
    {
        End,
        Word,
        Symbol,
    }

    /// <summary>The requirements in the order of the text.</summary>
    public IReadOnlyList<LabelRequirement> Parse()
    {
        var found = new List<LabelRequirement>();
        while (_tokens[_next].Kind != Kind.End)
        {
            if (!StartsRequirement(_tokens[_next]))
            {
                throw Refuse($"found '{_tokens[_next].Text}', expected: !, identifier, or 'end of string'");
            }

            found.Add(ParseRequirement());
            var separator = Take();
            if (separator.Kind == Kind.End)
            {
                break;
            }

            if (!separator.Is(","))
            {
                throw Refuse($"found '{separator.Text}', expected: ',' or 'end of string'");
            }

            if (!StartsRequirement(_tokens[_next]))
            {
                throw Refuse($"found '{_tokens[_next].Text}', expected: identifier after ','");
            }
        }

        return found;
    }

    private static bool StartsRequirement(Token token) => token.Kind == Kind.Word || token.Is("!");

    private LabelRequirement ParseRequirement()
    {
        var key = Take();
        var negated = key.Is("!");
        if (negated)
        {
            key = Take();
        }

        if (key.Kind != Kind.Word)
        {
            throw RefuseRequirement($"found '{key.Text}', expected: identifier");
        }

        var errors = LabelSyntax.KeyErrors(key.Text);
        if (errors.Count > 0)
        {
            // The original has no field path here and prints its absence.
            throw RefuseRequirement($"<nil>: Invalid value: {GoText.Quote(key.Text)}: {string.Join("; ", errors)}");
        }

        if (negated)
        {
            return new(key.Text, LabelOperator.DoesNotExist, []);
        }

        return AtTermEnd() ? new(key.Text, LabelOperator.Exists, []) : ParseRelation(key.Text);
    }

    private LabelRequirement ParseRelation(string key)
    {
        var token = Take();
        var relation = token.Text switch
        {
            "=" => LabelOperator.Equals,
            "==" => LabelOperator.DoubleEquals,
            "!=" => LabelOperator.NotEquals,
            ">" => LabelOperator.GreaterThan,
            "<" => LabelOperator.LessThan,
            "in" => LabelOperator.In,
            "notin" => LabelOperator.NotIn,
            _ => throw RefuseRequirement($"found '{token.Text}', expected: {Operators}"),
        };
        var values = relation is LabelOperator.In or LabelOperator.NotIn ? ParseSet() : ParseExact();
        CheckValues(key, relation, values);
        return new(key, relation, values);
    }

    private static void CheckValues(string key, LabelOperator relation, IReadOnlyList<string> values)
    {
        var errors = new List<string>();
        if (relation is LabelOperator.GreaterThan or LabelOperator.LessThan
            && !long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            errors.Add($"values[0]: Invalid value: {GoText.Quote(values[0])}: for 'Gt', 'Lt' operators, the value must be an integer");
        }

        for (var i = 0; i < values.Count; i++)
        {
            var wrong = LabelSyntax.ValueErrors(values[i]);
            if (wrong.Count > 0)
            {
                errors.Add($"values[{i}][{key}]: Invalid value: {GoText.Quote(values[i])}: {string.Join("; ", wrong)}");
            }
        }

        if (errors.Count > 0)
        {
            throw RefuseRequirement(errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]");
        }
    }

    private IReadOnlyList<string> ParseExact()
    {
        if (AtTermEnd())
        {
            return [""];
        }

        var value = Take();
        return value.Kind == Kind.Word ? [value.Text] : throw RefuseRequirement($"found '{value.Text}', expected: identifier");
    }

    /// <summary>"(a,b)": an omitted value between or beside commas, and an empty pair of parentheses, mean the empty value.</summary>
    private IReadOnlyList<string> ParseSet()
    {
        var open = Take();
        if (!open.Is("("))
        {
            throw RefuseRequirement($"found '{open.Text}' expected: '('");
        }

        var values = new SortedSet<string>(StringComparer.Ordinal);
        var first = _tokens[_next];
        if (!first.Is(")") && !first.Is(",") && first.Kind != Kind.Word)
        {
            throw RefuseRequirement($"found '{first.Text}', expected: ',', ')' or identifier");
        }

        while (true)
        {
            var token = _tokens[_next];
            values.Add(token.Kind == Kind.Word ? Take().Text : "");
            var after = Take();
            if (after.Is(")"))
            {
                return [.. values];
            }

            if (!after.Is(","))
            {
                var expected = token.Kind == Kind.Word ? "',' or ')'" : "',', or identifier";
                throw RefuseRequirement($"found '{after.Text}', expected: {expected}");
            }
        }
    }

    private bool AtTermEnd() => _tokens[_next].Kind == Kind.End || _tokens[_next].Is(",");

    private Token Take()
    {
        var token = _tokens[_next];
        // The last token is the end; it may be taken again and again.
        _next = Math.Min(_next + 1, _tokens.Count - 1);
        return token;
    }

    private static List<Token> Scan(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < text.Length)
        {
            if (IsSpace(text[at]))
            {
                at++;
                continue;
            }

            var start = at++;
            if (IsSymbol(text[start]))
            {
                at += IsPair(text, start) ? 1 : 0;
                tokens.Add(new(Kind.Symbol, text[start..at]));
                continue;
            }

            while (at < text.Length && !IsSymbol(text[at]) && !IsSpace(text[at]))
            {
                at++;
            }

            tokens.Add(new(Kind.Word, text[start..at]));
        }

        tokens.Add(new(Kind.End, ""));
        return tokens;
    }

    private static bool IsPair(string text, int at) => text[at] is '=' or '!' && at + 1 < text.Length && text[at + 1] == '=';

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsSymbol(char c) => c is '=' or '!' or '(' or ')' or ',' or '>' or '<';

    private static StatusException RefuseRequirement(string text) => Refuse($"unable to parse requirement: {text}");

    private static StatusException Refuse(string text) => StatusErrors.BadRequest(text);

    private readonly record struct Token(Kind Kind, string Text)
    {
        public bool Is(string symbol) => Kind == Kind.Symbol && Text == symbol;
    }
}
