namespace Orleans.KubeApi.Schema.Cel;

/// <summary>
/// Parses an expression by recursive descent. Errors carry the texts of cel-go's generated parser for the usual mistakes, with its habits:
/// one superfluous token is skipped, an operator after a missing operand goes on, and no second error before a token fits again.
/// </summary>
internal sealed class CelParser
{
    // cel-go's limit (parser.NewParser): expressions within each other, in brackets or as arguments.
    private const int Deepest = 250;
    private static readonly string[] Order =
    [
        "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", "true", "false", "null", CelToken.Float, CelToken.Integer,
        CelToken.Unsigned, CelToken.Text, CelToken.Bytes, CelToken.Identifier, CelToken.Escaped,
    ];

    private static readonly HashSet<string> Starts =
    [
        "[", "{", "(", ".", "-", "!", "true", "false", "null", CelToken.Float, CelToken.Integer, CelToken.Unsigned, CelToken.Text,
        CelToken.Bytes, CelToken.Identifier,
    ];

    private static readonly HashSet<string> Relations = ["<", "<=", ">=", ">", "==", "!=", "in"];

    private readonly string _text;
    private readonly CelIssues _issues;
    private readonly List<CelToken> _tokens;
    private readonly CelPrimaries _primaries;
    private int _at;
    private int _depth;
    private bool _recovering;

    private CelParser(string text, CelIssues issues, bool hasBindings)
    {
        HasBindings = hasBindings;
        _text = text;
        _issues = issues;
        _tokens = new CelLexer(text, issues).Run();
        _primaries = new(this);
    }

    /// <summary>The text parsed.</summary>
    public string Text => _text;

    /// <summary>Whether <c>cel.bind</c> is a macro.</summary>
    public bool HasBindings { get; }

    /// <summary>The next token.</summary>
    public CelToken Current => _tokens[_at];

    /// <summary>The token after the next.</summary>
    public CelToken Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    /// <summary>Parses; on errors the tree is of no use.</summary>
    public static CelExpression Parse(string text, CelIssues issues, bool hasBindings = false)
    {
        var parser = new CelParser(text, issues, hasBindings);
        var tree = parser.Expression();
        parser.Expect(CelToken.EndOfText);
        if (issues.Count == 0 && CelShape.Complaint(tree) is { } wrong)
        {
            issues.Add(CelIssues.Nowhere, wrong);
        }

        return tree;
    }

    /// <summary>Gives up: nothing more is parsed.</summary>
    public void SkipAll() => _at = _tokens.Count - 1;

    /// <summary>A whole expression.</summary>
    public CelExpression Expression()
    {
        if (++_depth > Deepest)
        {
            Report(CelIssues.Nowhere, $"expression recursion limit exceeded: {Deepest}");
            SkipAll();
            return Nothing();
        }

        var condition = Or();
        if (Current.Kind == "?")
        {
            var at = Take();
            var yes = Or();
            Expect(":");
            condition = Call(at, "_?_:_", condition, yes, Expression());
        }

        _depth--;
        return condition;
    }

    /// <summary>Takes the next token.</summary>
    public int Take()
    {
        var at = Current.Start;
        if (_at < _tokens.Count - 1)
        {
            _at++;
        }

        _recovering = false;
        return at;
    }

    /// <summary>Takes a token of that kind, or reports that it isn't there.</summary>
    /// <param name="kind">What must come.</param>
    /// <param name="or">Else what might come, for the message.</param>
    /// <returns>Whether the token was taken.</returns>
    public bool Expect(string kind, params string[] or)
    {
        if (Current.Kind == kind)
        {
            Take();
            return true;
        }

        var expecting = Expecting([kind, .. or]);
        if (Following.Kind == kind && Current.Kind != CelToken.EndOfText)
        {
            Report(Current.Start, $"Syntax error: extraneous input '{Shown(Current)}' expecting {expecting}");
            _at++;
            Take();
            return true;
        }

        // A closing bracket that is missing where everything else fits is thought to be there.
        if (kind == ")" && (Current.Kind is CelToken.EndOfText or ")" or "]" or "}" || IsOperator(Current.Kind)))
        {
            Report(Current.Start, $"Syntax error: missing '{kind}' at '{Shown(Current)}'");
            return false;
        }

        Mismatch(expecting);
        return false;
    }

    /// <summary>Reports that the next token isn't what must come; one token too many is skipped if the one after it fits.</summary>
    /// <returns>Whether parsing may go on as if nothing had been.</returns>
    public bool Missing(params string[] also)
    {
        var expecting = Expecting([.. Starts, .. also]);
        if (Starts.Contains(Following.Kind) && Current.Kind != CelToken.EndOfText && !IsClosing(Current.Kind))
        {
            Report(Current.Start, $"Syntax error: extraneous input '{Shown(Current)}' expecting {expecting}");
            _at++;
            return true;
        }

        Mismatch(expecting);
        return false;
    }

    /// <summary>Reports a choice that no alternative fits.</summary>
    public void NoAlternative(CelToken start) =>
        Report(Current.Start, $"Syntax error: no viable alternative at input '{_text[start.Start..Current.End]}'");

    /// <summary>Reports, unless the last error is not yet overcome.</summary>
    public void Report(int offset, string message)
    {
        if (!_recovering)
        {
            _issues.Add(offset, message);
            _recovering = true;
        }
    }

    /// <summary>Reports a mistake that isn't one of syntax.</summary>
    public void Complain(int offset, string message) => _issues.Add(offset, message);

    /// <summary>Reports a token that fits nowhere.</summary>
    public void Mismatch(string expecting) =>
        Report(Current.Start, $"Syntax error: mismatched input '{Shown(Current)}' expecting {expecting}");

    /// <summary>Whether <c>.name.name</c> and then a token of that kind follow.</summary>
    public bool DottedNamesLeadTo(string kind)
    {
        var at = _at;
        while (_tokens[at].Kind == "." && _tokens[at + 1].Kind == CelToken.Identifier)
        {
            at += 2;
        }

        return at > _at && _tokens[at].Kind == kind;
    }

    /// <summary>Whether the next token can start an operand.</summary>
    public bool AtStart => Starts.Contains(Current.Kind);

    /// <summary>A call of an operator or function.</summary>
    public static CelExpression.Call Call(int offset, string function, params CelExpression[] arguments) =>
        new(offset, null, function, arguments);

    /// <summary>What stands for an expression that isn't there.</summary>
    public CelExpression Nothing() => new CelExpression.Constant(Current.Start, null);

    /// <summary>The kinds that might come, in the order and form of the messages.</summary>
    public static string Expecting(IReadOnlyCollection<string> kinds)
    {
        var sorted = kinds.Distinct().OrderBy(k => Array.IndexOf(Order, k)).Select(Quoted).ToList();
        return sorted.Count == 1 ? sorted[0] : $"{{{string.Join(", ", sorted)}}}";
    }

    private static string Quoted(string kind) => kind.Length > 0 && (char.IsAsciiLetterUpper(kind[0]) || kind[0] == '<' && kind.Length > 2)
        ? kind : $"'{kind}'";

    private static bool IsClosing(string kind) => kind is ")" or "]" or "}";

    private static bool IsOperator(string kind) =>
        Relations.Contains(kind) || kind is "&&" or "||" or "+" or "-" or "*" or "/" or "%" or "?" or ":";

    private string Shown(CelToken token) => token.Kind == CelToken.EndOfText ? token.Kind : _text[token.Start..token.End];

    private CelExpression Or() => Chain("||", "_||_", And);

    private CelExpression And() => Chain("&&", "_&&_", Relation);

    private CelExpression Chain(string symbol, string function, Func<CelExpression> next)
    {
        var first = next();
        if (Current.Kind != symbol)
        {
            return first;
        }

        var terms = new List<CelExpression> { first };
        var places = new List<int>();
        while (Current.Kind == symbol)
        {
            places.Add(Take());
            terms.Add(next());
        }

        return Balanced(0, places.Count - 1);

        // As cel-go does: a long chain makes a shallow tree.
        CelExpression Balanced(int low, int high)
        {
            var middle = (low + high + 1) / 2;
            return Call(places[middle], function,
                middle == low ? terms[middle] : Balanced(low, middle - 1),
                middle == high ? terms[middle + 1] : Balanced(middle + 1, high));
        }
    }

    private CelExpression Relation()
    {
        var left = Sum();
        while (Relations.Contains(Current.Kind))
        {
            var function = Current.Kind == "in" ? "@in" : $"_{Current.Kind}_";
            left = Call(Take(), function, left, Sum());
        }

        return left;
    }

    private CelExpression Sum()
    {
        var left = Product();
        while (Current.Kind is "+" or "-")
        {
            var function = $"_{Current.Kind}_";
            left = Call(Take(), function, left, Product());
        }

        return left;
    }

    private CelExpression Product()
    {
        var left = Unary();
        while (Current.Kind is "*" or "/" or "%")
        {
            var function = $"_{Current.Kind}_";
            left = Call(Take(), function, left, Unary());
        }

        return left;
    }

    private CelExpression Unary()
    {
        if (Current.Kind is not ("!" or "-") || (Current.Kind == "-" && Following.Kind is CelToken.Integer or CelToken.Float))
        {
            return _primaries.Member();
        }

        var first = Current;
        var last = first;
        var count = 0;
        while (Current.Kind == first.Kind && !(count > 0 && Following.Kind is CelToken.Integer or CelToken.Float && first.Kind == "-"))
        {
            last = Current;
            Take();
            count++;
        }

        if (first.Kind == "-" && !AtStart)
        {
            NoAlternative(last);
            return Nothing();
        }

        var operand = _primaries.Member();
        return count % 2 == 0 ? operand : Call(first.Start, first.Kind == "!" ? "!_" : "-_", operand);
    }
}
