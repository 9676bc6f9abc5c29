using Call = Orleans.KubeApi.Schema.Cel.CelExpression.Call;
using Constant = Orleans.KubeApi.Schema.Cel.CelExpression.Constant;
using Fold = Orleans.KubeApi.Schema.Cel.CelExpression.Fold;
using Identifier = Orleans.KubeApi.Schema.Cel.CelExpression.Identifier;
using ListLiteral = Orleans.KubeApi.Schema.Cel.CelExpression.ListLiteral;
using MapLiteral = Orleans.KubeApi.Schema.Cel.CelExpression.MapLiteral;
using Select = Orleans.KubeApi.Schema.Cel.CelExpression.Select;

namespace Orleans.KubeApi.Schema.Cel;

/// <summary>
/// Turns calls of macros into folds: has, all, exists, exists_one, map, filter, the forms with two variables, optMap, optFlatMap and
/// cel.bind. Any other call stays a call.
/// </summary>
internal sealed class CelMacros
{
    private const string NotSimple = "argument must be a simple name";
    private const string NotIdentifier = "argument is not an identifier";

    private readonly CelParser _parser;
    private readonly int _at;
    private readonly CelExpression? _target;
    private readonly string _name;
    private readonly CelExpression[] _arguments;

    private CelMacros(CelParser parser, int at, CelExpression? target, string name, CelExpression[] arguments) =>
        (_parser, _at, _target, _name, _arguments) = (parser, at, target, name, arguments);

    /// <summary>The tree of a call.</summary>
    public static CelExpression Expand(CelParser parser, int at, CelExpression? target, string name, CelExpression[] arguments) =>
        new CelMacros(parser, at, target, name, arguments).Run() ?? new Call(at, target, name, arguments);

    private CelExpression? Run()
    {
        if (_target is null)
        {
            return _name == "has" && _arguments.Length == 1 ? Has() : null;
        }

        return (_name, _arguments.Length) switch
        {
            ("all", 2 or 3) => Quantifier(True(), NotStrictlyFalse(Accumulated()), And(Accumulated(), _arguments[^1]), Accumulated()),
            ("exists", 2 or 3) => Quantifier(False(), NotStrictlyFalse(new Call(_at, null, "!_", [Accumulated()])),
                new Call(_at, null, "_||_", [Accumulated(), _arguments[^1]]), Accumulated()),
            ("exists_one" or "existsOne", 2 or 3) => Quantifier(new Constant(_at, 0L), True(),
                Choose(_arguments[^1], Plus(new Constant(_at, 1L)), Accumulated()),
                new Call(_at, null, "_==_", [Accumulated(), new Constant(_at, 1L)])),
            ("map", 2) => OneVariable(NotIdentifier, Appended(_arguments[1])),
            ("map", 3) => OneVariable(NotIdentifier, Choose(_arguments[1], Appended(_arguments[2]), Accumulated())),
            ("filter", 2) => OneVariable(NotIdentifier, Choose(_arguments[1], Appended(_arguments[0]), Accumulated())),
            ("transformList", 3) => TwoVariables(new ListLiteral(_at, []), Appended(_arguments[2])),
            ("transformList", 4) => TwoVariables(new ListLiteral(_at, []),
                Choose(_arguments[2], Appended(_arguments[3]), Accumulated())),
            ("transformMap", 3) => TwoVariables(new MapLiteral(_at, []), Inserted(_arguments[2])),
            ("transformMap", 4) => TwoVariables(new MapLiteral(_at, []),
                Choose(_arguments[2], Inserted(_arguments[3]), Accumulated())),
            ("optMap", 2) => Optional(new Call(_at, null, "optional.of", [Bound(_arguments[1])])),
            ("optFlatMap", 2) => Optional(Bound(_arguments[1])),
            ("bind", 3) when _parser.HasBindings && _target is Identifier { Name: "cel" } => Bind(),
            _ => null,
        };
    }

    private CelExpression Has()
    {
        if (_arguments[0] is Select select)
        {
            return select with { Offset = _at, TestOnly = true };
        }

        _parser.Complain(_arguments[0].Offset, "invalid argument to has() macro");
        return _parser.Nothing();
    }

    private Fold? Quantifier(CelExpression start, CelExpression condition, CelExpression step, CelExpression result)
    {
        if (_arguments.Length == 3)
        {
            return TwoVariables(start, step, condition, result);
        }

        return Variable(0, NotSimple) is { } variable ? new Fold(_at, _target!, variable, null, start, condition, step, result) : null;
    }

    private Fold? OneVariable(string complaint, CelExpression step) => Variable(0, complaint) is { } variable
        ? new Fold(_at, _target!, variable, null, new ListLiteral(_at, []), True(), step, Accumulated())
        : null;

    private Fold? TwoVariables(CelExpression start, CelExpression step, CelExpression? condition = null, CelExpression? result = null) =>
        Variable(0, NotSimple) is { } first && Variable(1, NotSimple) is { } second
            ? new Fold(_at, _target!, first, second, start, condition ?? True(), step, result ?? Accumulated())
            : null;

    private string? Variable(int position, string complaint)
    {
        if (_arguments[position] is Identifier identifier)
        {
            if (identifier.Name is "__result__" or CelExpression.Accumulator)
            {
                _parser.Complain(identifier.Offset, "iteration variable overwrites accumulator variable");
                return null;
            }

            return identifier.Name;
        }

        _parser.Complain(_arguments[position].Offset, complaint);
        return null;
    }

    private CelExpression? Optional(CelExpression? present) => Variable(0, NotSimple) is null || present is null ? null : Choose(
        new Call(_at, _target, "hasValue", []), present, new Call(_at, null, "optional.none", []));

    private Fold Bound(CelExpression body) => Named(new Call(_at, _target, "value", []), body);

    // A fold over nothing that only gives a value a name.
    private Fold Named(CelExpression value, CelExpression body) => new(_at, new ListLiteral(_at, []), "#unused", null,
        value, False(), new Identifier(_at, Name(0)), body)
    {
        AccumulatorName = Name(0),
    };

    private CelExpression Bind()
    {
        if (_arguments[0] is Identifier)
        {
            return Named(_arguments[1], _arguments[2]);
        }

        _parser.Complain(_arguments[0].Offset, "cel.bind() variable names must be simple identifiers");
        return _parser.Nothing();
    }

    private string Name(int position) => (_arguments[position] as Identifier)?.Name ?? "";

    private Call Appended(CelExpression element) => Plus(new ListLiteral(_at, [(element, false)]));

    private Call Inserted(CelExpression value) =>
        new(_at, null, "cel.@mapInsert", [Accumulated(), new Identifier(_at, Name(0)), value]);

    private Call Plus(CelExpression added) => new(_at, null, "_+_", [Accumulated(), added]);

    private Call And(CelExpression left, CelExpression right) => new(_at, null, "_&&_", [left, right]);

    private Call Choose(CelExpression condition, CelExpression yes, CelExpression no) => new(_at, null, "_?_:_", [condition, yes, no]);

    private Call NotStrictlyFalse(CelExpression value) => new(_at, null, "@not_strictly_false", [value]);

    private Identifier Accumulated() => new(_at, CelExpression.Accumulator);

    private Constant True() => new(_at, true);

    private Constant False() => new(_at, false);
}
