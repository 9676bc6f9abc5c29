namespace Orleans.KubeApi.Schema.Cel;

/// <summary>Cuts an expression into tokens. What is no token is told and skipped, as cel-go's generated lexer does.</summary>
internal sealed class CelLexer(string text, CelIssues issues)
{
    private static readonly string[] Symbols =
    [
        "==", "!=", "<=", ">=", "&&", "||", "<", ">", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%",
    ];

    private readonly List<CelToken> _tokens = [];
    private int _at;

    /// <summary>All tokens, the end included.</summary>
    public List<CelToken> Run()
    {
        while (true)
        {
            SkipBlanks();
            if (_at >= text.Length)
            {
                _tokens.Add(new(CelToken.EndOfText, text.Length, text.Length));
                return _tokens;
            }

            Next();
        }
    }

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c == '_';

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                _at++;
            }
            else if (text.AsSpan(_at).StartsWith("//"))
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private void Next()
    {
        var c = text[_at];
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
        {
            Number();
        }
        else if (StringPrefix() is { } prefix)
        {
            Quoted(prefix);
        }
        else if (IsLetter(c))
        {
            Word();
        }
        else if (c == '`')
        {
            EscapedWord();
        }
        else
        {
            Symbol();
        }
    }

    private void Symbol()
    {
        foreach (var symbol in Symbols)
        {
            if (text.AsSpan(_at).StartsWith(symbol))
            {
                Emit(symbol, _at + symbol.Length);
                return;
            }
        }

        // '=', '&' and '|' start a symbol: what spoils it is skipped with them.
        Unknown(text[_at] is '=' or '&' or '|' ? _at + 1 : _at);
    }

    // From the start of the token to the character that fits nothing, that included.
    private void Unknown(int failed)
    {
        var end = Math.Min(text.Length, failed + (failed < text.Length && char.IsHighSurrogate(text[failed]) ? 2 : 1));
        var shown = text[_at..end].Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);
        issues.Add(_at, $"Syntax error: token recognition error at: '{shown}'");
        _at = end;
    }

    private void Emit(string kind, int end)
    {
        _tokens.Add(new(kind, _at, end));
        _at = end;
    }

    private void Word()
    {
        var end = _at;
        while (end < text.Length && (IsLetter(text[end]) || char.IsAsciiDigit(text[end])))
        {
            end++;
        }

        var word = text[_at..end];
        Emit(word is "in" or "true" or "false" or "null" ? word : CelToken.Identifier, end);
    }

    private void EscapedWord()
    {
        var end = _at + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || "_.-/ ".Contains(text[end], StringComparison.Ordinal)))
        {
            end++;
        }

        if (end < text.Length && text[end] == '`' && end > _at + 1)
        {
            Emit(CelToken.Escaped, end + 1);
        }
        else
        {
            Unknown(end);
        }
    }

    private void Number()
    {
        var end = _at;
        if (text[_at] == '0' && _at + 2 < text.Length && text[_at + 1] == 'x' && char.IsAsciiHexDigit(text[_at + 2]))
        {
            end += 2;
            while (end < text.Length && char.IsAsciiHexDigit(text[end]))
            {
                end++;
            }

            EmitInteger(end);
            return;
        }

        end = Digits(end);
        var isFloat = false;
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            isFloat = true;
            end = Digits(end + 1);
        }

        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var sign = end + 1 < text.Length && text[end + 1] is '+' or '-' ? 2 : 1;
            if (end + sign < text.Length && char.IsAsciiDigit(text[end + sign]))
            {
                isFloat = true;
                end = Digits(end + sign);
            }
        }

        if (isFloat)
        {
            Emit(CelToken.Float, end);
        }
        else
        {
            EmitInteger(end);
        }
    }

    private void EmitInteger(int end)
    {
        var unsigned = end < text.Length && text[end] is 'u' or 'U';
        Emit(unsigned ? CelToken.Unsigned : CelToken.Integer, unsigned ? end + 1 : end);
    }

    private int Digits(int from)
    {
        while (from < text.Length && char.IsAsciiDigit(text[from]))
        {
            from++;
        }

        return from;
    }

    // How many letters (r, b, br, rb) stand before a quote; null if this is no string.
    private int? StringPrefix()
    {
        var at = _at;
        bool raw = false, bytes = false;
        while (at < text.Length && at - _at < 2)
        {
            if (text[at] is 'r' or 'R' && !raw)
            {
                raw = true;
            }
            else if (text[at] is 'b' or 'B' && !bytes && !raw)
            {
                bytes = true;
            }
            else
            {
                break;
            }

            at++;
        }

        return at < text.Length && text[at] is '"' or '\'' ? at - _at : null;
    }

    private void Quoted(int prefix)
    {
        var letters = text.AsSpan(_at, prefix);
        var raw = letters.ContainsAny('r', 'R');
        var quote = text[_at + prefix];
        var triple = text.AsSpan(_at + prefix).StartsWith(new string(quote, 3));
        var closing = new string(quote, triple ? 3 : 1);
        for (var i = _at + prefix + closing.Length; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith(closing))
            {
                Emit(letters.ContainsAny('b', 'B') ? CelToken.Bytes : CelToken.Text, i + closing.Length);
                return;
            }

            if (!triple && text[i] is '\n' or '\r')
            {
                Unknown(i);
                return;
            }

            if (text[i] == '\\' && !raw)
            {
                var length = CelEscapes.Length(text, i, out var failed);
                if (length == 0)
                {
                    Unknown(failed);
                    return;
                }

                i += length - 1;
            }
        }

        Unknown(text.Length);
    }
}
