namespace Orleans.KubeApi.Schema.Cel;

/// <summary>Finds the type of an expression and tells what doesn't fit, with cel-go's messages (its <c>checker</c> package).</summary>
internal sealed class CelChecker(CelEnvironment environment, CelIssues issues)
{
    private readonly CelUnifier _types = new();
    private readonly List<(string Name, CelType Type)> _scope = [];

    /// <summary>Checks an expression and answers its type; parameters never found are dyn.</summary>
    public static CelType Check(CelExpression expression, CelEnvironment environment, CelIssues issues)
    {
        var checker = new CelChecker(environment, issues);
        return checker._types.Resolve(checker.Type(expression), unknownIsDyn: true);
    }

    private CelType Type(CelExpression expression) => expression switch
    {
        CelExpression.Constant constant => Constant(constant.Value),
        CelExpression.Identifier identifier => Name(identifier),
        CelExpression.Select select => Select(select),
        CelExpression.Call call => Call(call),
        CelExpression.ListLiteral list => List(list),
        CelExpression.MapLiteral map => Map(map),
        CelExpression.StructLiteral literal => Struct(literal),
        CelExpression.Fold fold => Fold(fold),
        _ => throw new InvalidOperationException($"no rule for {expression.GetType().Name}"),
    };

    private static CelType Constant(object? value) => value switch
    {
        bool => CelType.Bool,
        long => CelType.Int,
        ulong => CelType.Uint,
        double => CelType.Double,
        string => CelType.String,
        byte[] => CelType.Bytes,
        _ => CelType.Null,
    };

    private CelType? Find(string name)
    {
        var plain = name.TrimStart('.');
        for (var i = _scope.Count - 1; i >= 0 && plain.Length == name.Length; i--)
        {
            if (_scope[i].Name == name)
            {
                return _scope[i].Type;
            }
        }

        return environment.Find(plain);
    }

    private CelType Undeclared(int offset, string name)
    {
        issues.Add(offset, $"undeclared reference to '{name}' (in container '')");
        return CelType.Error;
    }

    private CelType Name(CelExpression.Identifier identifier) =>
        Find(identifier.Name) ?? Undeclared(identifier.Offset, identifier.Name);

    private CelType Select(CelExpression.Select select)
    {
        if (!select.TestOnly && Qualified(select) is { } name && Find(name) is { } known && !IsScoped(name))
        {
            return known;
        }

        var type = Field(select.Offset, select.Operand, select.Field, optional: false);
        return select.TestOnly ? CelType.Bool : _types.Resolve(type, unknownIsDyn: false);
    }

    private bool IsScoped(string name)
    {
        var first = name.Split('.')[0];
        return _scope.Exists(v => v.Name == first);
    }

    // a.b.c, if nothing but names.
    private static string? Qualified(CelExpression expression) => expression switch
    {
        CelExpression.Identifier identifier => identifier.Name,
        CelExpression.Select { TestOnly: false } select when Qualified(select.Operand) is { } before => $"{before}.{select.Field}",
        _ => null,
    };

    private CelType Field(int offset, CelExpression operand, string field, bool optional)
    {
        var type = _types.Resolve(Type(operand), unknownIsDyn: false);
        var wrapped = type.IsOptional;
        type = wrapped ? type.Parameters[0] : type;
        var result = CelType.Dyn;
        switch (type.Kind)
        {
            case CelKind.Map:
                result = type.Parameters[1];
                break;
            case CelKind.Struct:
                if (environment.FindField(type.Name, field) is { } found)
                {
                    result = found;
                }
                else
                {
                    issues.Add(offset, $"undefined field '{field}'");
                    result = CelType.Error;
                }

                break;
            case CelKind.Param:
                _types.Fits(CelType.Dyn, type);
                break;
            default:
                if (!type.IsDynOrError)
                {
                    issues.Add(offset, $"type '{type.Display()}' does not support field selection");
                }

                break;
        }

        return wrapped || optional ? CelType.Optional(result) : result;
    }

    private CelType Call(CelExpression.Call call)
    {
        if (call.Function == "_?._")
        {
            var field = (string)((CelExpression.Constant)call.Arguments[1]).Value!;
            return _types.Resolve(Field(call.Offset, call.Arguments[0], field, optional: true), unknownIsDyn: false);
        }

        var given = new List<CelType>(call.Arguments.Length + 1);
        foreach (var argument in call.Arguments)
        {
            given.Add(Type(argument));
        }

        var name = call.Function.TrimStart('.');
        if (call.Target is null)
        {
            return Apply(call, name, environment.FindFunction(name), given, isMember: false);
        }

        // optional.of(x) looks like a member call, but is a function with a dot in its name.
        if (Qualified(call.Target) is { } prefix && environment.FindFunction($"{prefix}.{name}") is { Count: > 0 } qualified)
        {
            return Apply(call, $"{prefix}.{name}", qualified, given, isMember: false);
        }

        given.Insert(0, Type(call.Target));
        return Apply(call, name, environment.FindFunction(name), given, isMember: true);
    }

    private CelType Apply(CelExpression.Call call, string name, IReadOnlyList<CelOverload> forms, List<CelType> given, bool isMember)
    {
        if (forms.Count == 0)
        {
            return Undeclared(call.Offset, call.Function);
        }

        if (name is "_&&_" or "_||_")
        {
            return Logical(call, given);
        }

        CelType? result = null;
        foreach (var form in forms)
        {
            if (form.IsMember != isMember)
            {
                continue;
            }

            var fresh = form.Variables.ToDictionary(v => v, _ => _types.Fresh(), StringComparer.Ordinal);
            if (_types.Fits(given, Array.ConvertAll(form.Parameters, p => CelUnifier.Replace(p, fresh))))
            {
                var type = _types.Resolve(CelUnifier.Replace(form.Result, fresh), unknownIsDyn: false);
                result = result is null ? type : result.Kind == CelKind.Dyn || result.Equals(type) ? result : CelType.Dyn;
            }
        }

        return result ?? NoOverload(call.Offset, name, given, isMember);
    }

    private CelType Logical(CelExpression.Call call, List<CelType> given)
    {
        var fits = true;
        for (var i = 0; i < given.Count; i++)
        {
            if (!_types.Fits(given[i], CelType.Bool))
            {
                Mismatch(call.Arguments[i].Offset, CelType.Bool, given[i]);
                fits = false;
            }
        }

        return fits ? CelType.Bool : CelType.Error;
    }

    private CelType NoOverload(int offset, string name, List<CelType> given, bool isMember)
    {
        var shown = given.Select(t => _types.Resolve(t, unknownIsDyn: true).Display()).ToList();
        var signature = isMember ? $"{shown[0]}.({string.Join(", ", shown.Skip(1))})" : $"({string.Join(", ", shown)})";
        issues.Add(offset, $"found no matching overload for '{name}' applied to '{signature}'");
        return CelType.Error;
    }

    private void Mismatch(int offset, CelType wanted, CelType given) =>
        issues.Add(offset, $"expected type '{wanted.Display()}' but found '{given.Display()}'");

    private CelType Unwrap(int offset, CelType type, bool optional)
    {
        if (!optional || type.IsOptional)
        {
            return optional ? type.Parameters[0] : type;
        }

        if (type.Kind != CelKind.Dyn)
        {
            Mismatch(offset, CelType.Optional(type), type);
        }

        return type;
    }

    private CelType Join(int offset, CelType? before, CelType type)
    {
        if (before is null)
        {
            return type;
        }

        if (_types.Fits(before, type))
        {
            return CelUnifier.Wider(before, type);
        }

        Mismatch(offset, before, type);
        return CelType.Error;
    }

    private CelType List(CelExpression.ListLiteral list)
    {
        CelType? element = null;
        foreach (var (value, optional) in list.Elements)
        {
            element = Join(value.Offset, element, Unwrap(value.Offset, Type(value), optional));
        }

        return CelType.List(element ?? _types.Fresh());
    }

    private CelType Map(CelExpression.MapLiteral map)
    {
        CelType? keys = null;
        CelType? values = null;
        foreach (var (key, value, optional) in map.Entries)
        {
            keys = Join(key.Offset, keys, Type(key));
            values = Join(value.Offset, values, Unwrap(value.Offset, Type(value), optional));
        }

        return CelType.Map(keys ?? _types.Fresh(), values ?? _types.Fresh());
    }

    private CelType Struct(CelExpression.StructLiteral literal)
    {
        var name = literal.TypeName.TrimStart('.');
        if (environment.Find(name) is not { } found)
        {
            return Undeclared(literal.Offset, literal.TypeName);
        }

        if (found.Kind != CelKind.Type)
        {
            issues.Add(literal.Offset, $"'{found.Name}' is not a type");
            return CelType.Error;
        }

        var type = found.Parameters.Length == 1 ? found.Parameters[0] : CelType.Error;
        if (type.Kind != CelKind.Struct)
        {
            issues.Add(literal.Offset, $"'{type.Name}' is not a message type");
            return CelType.Error;
        }

        foreach (var (offset, field, value, optional) in literal.Fields)
        {
            var given = Unwrap(value.Offset, Type(value), optional);
            if (environment.FindField(type.Name, field) is not { } wanted)
            {
                issues.Add(offset, $"undefined field '{field}'");
            }
            else if (!_types.Fits(wanted, given))
            {
                issues.Add(offset,
                    $"expected type of field '{field}' is '{wanted.Display()}' but provided type is '{given.Display()}'");
            }
        }

        return type;
    }

    private CelType Fold(CelExpression.Fold fold)
    {
        var range = _types.Resolve(Type(fold.Range), unknownIsDyn: false);
        var start = Type(fold.Start);
        var (first, second) = Variables(fold, range);
        var depth = _scope.Count;
        _scope.Add((fold.AccumulatorName, start));
        _scope.Add((fold.Variable, first));
        if (fold.SecondVariable is { } name)
        {
            _scope.Add((name, second));
        }

        Assert(fold.Condition, CelType.Bool);
        Assert(fold.Step, start);
        _scope.RemoveRange(depth + 1, _scope.Count - depth - 1);
        var result = _types.Resolve(Type(fold.Result), unknownIsDyn: false);
        _scope.RemoveRange(depth, _scope.Count - depth);
        return result;
    }

    private (CelType First, CelType Second) Variables(CelExpression.Fold fold, CelType range)
    {
        var two = fold.SecondVariable is not null;
        switch (range.Kind)
        {
            case CelKind.List:
                return two ? (CelType.Int, range.Parameters[0]) : (range.Parameters[0], CelType.Dyn);
            case CelKind.Map:
                return (range.Parameters[0], range.Parameters[1]);
            case CelKind.Dyn or CelKind.Error or CelKind.Param:
                _types.Fits(CelType.Dyn, range);
                return (CelType.Dyn, CelType.Dyn);
            default:
                issues.Add(fold.Range.Offset, $"expression of type '{range.Display()}' cannot be range of a comprehension " +
                    "(must be list, map, or dynamic)");
                return (CelType.Error, CelType.Error);
        }
    }

    private void Assert(CelExpression expression, CelType wanted)
    {
        var given = Type(expression);
        if (!_types.Fits(wanted, given))
        {
            Mismatch(expression.Offset, wanted, given);
        }
    }
}
