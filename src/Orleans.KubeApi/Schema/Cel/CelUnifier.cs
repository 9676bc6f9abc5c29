namespace Orleans.KubeApi.Schema.Cel;

/// <summary>Whether types fit each other, with the type parameters found so far (cel-go's checker/types).</summary>
internal sealed class CelUnifier
{
    private Dictionary<string, CelType> _found = new(StringComparer.Ordinal);
    private int _fresh;

    /// <summary>A new type parameter.</summary>
    public CelType Fresh() => CelType.Param($"_var{_fresh++}");

    /// <summary>Whether the lists fit; what was learned is kept only if they do.</summary>
    public bool Fits(IReadOnlyList<CelType> given, IReadOnlyList<CelType> wanted)
    {
        var before = new Dictionary<string, CelType>(_found, StringComparer.Ordinal);
        if (FitAll(given, wanted))
        {
            return true;
        }

        _found = before;
        return false;
    }

    /// <summary>Whether two types fit.</summary>
    public bool Fits(CelType given, CelType wanted) => Fits([given], [wanted]);

    /// <summary>The type with what is known of its parameters; unknown ones become dyn if asked.</summary>
    public CelType Resolve(CelType type, bool unknownIsDyn)
    {
        if (type.Kind == CelKind.Param)
        {
            return _found.TryGetValue(type.Name, out var known) ? Resolve(known, unknownIsDyn) : unknownIsDyn ? CelType.Dyn : type;
        }

        return type.Parameters.Length == 0 ? type : type.With(Array.ConvertAll(type.Parameters, p => Resolve(p, unknownIsDyn)));
    }

    /// <summary>The type with parameters of a declaration replaced.</summary>
    public static CelType Replace(CelType type, IReadOnlyDictionary<string, CelType> by) =>
        type.Kind == CelKind.Param ? by[type.Name]
            : type.Parameters.Length == 0 ? type
            : type.With(Array.ConvertAll(type.Parameters, p => Replace(p, by)));

    /// <summary>The wider of two types that fit.</summary>
    public static CelType Wider(CelType left, CelType right) => IsWider(left, right) ? left : right;

    private static bool IsWider(CelType left, CelType right)
    {
        if (left.Kind is CelKind.Dyn or CelKind.Param)
        {
            return true;
        }

        if (right.Kind is CelKind.Dyn or CelKind.Param || left.Kind != right.Kind)
        {
            return false;
        }

        if (left.Kind is not (CelKind.List or CelKind.Map or CelKind.Opaque))
        {
            return left.Kind == CelKind.Type || left.Equals(right);
        }

        return left.Name == right.Name && left.Parameters.Length == right.Parameters.Length &&
            left.Parameters.Zip(right.Parameters).All(p => IsWider(p.First, p.Second));
    }

    private bool FitAll(IReadOnlyList<CelType> given, IReadOnlyList<CelType> wanted)
    {
        if (given.Count != wanted.Count)
        {
            return false;
        }

        for (var i = 0; i < given.Count; i++)
        {
            if (!Fit(given[i], wanted[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool Fit(CelType given, CelType wanted)
    {
        if (wanted.Kind == CelKind.Param)
        {
            var (fits, known) = Learn(given, wanted);
            if (fits || known)
            {
                return fits;
            }
        }

        if (given.Kind == CelKind.Param)
        {
            return Learn(wanted, given).Fits;
        }

        if (given.IsDynOrError || wanted.IsDynOrError)
        {
            return true;
        }

        if (given.Kind == CelKind.Null || wanted.Kind == CelKind.Null)
        {
            var other = given.Kind == CelKind.Null ? wanted : given;
            return other.Kind is CelKind.Null or CelKind.Opaque or CelKind.Struct or CelKind.Duration or CelKind.Timestamp;
        }

        return given.Kind switch
        {
            CelKind.Type => wanted.Kind == CelKind.Type,
            CelKind.List or CelKind.Map or CelKind.Opaque =>
                wanted.Kind == given.Kind && wanted.Name == given.Name && FitAll(given.Parameters, wanted.Parameters),
            _ => given.Equals(wanted),
        };
    }

    private (bool Fits, bool Known) Learn(CelType type, CelType parameter)
    {
        if (type.Equals(parameter))
        {
            return (true, true);
        }

        if (_found.TryGetValue(parameter.Name, out var known))
        {
            if (type.Equals(known))
            {
                return (true, true);
            }

            if (!Fit(type, known))
            {
                return (false, true);
            }

            var wider = Wider(type, known);
            if (!Contains(wider, parameter))
            {
                _found[parameter.Name] = wider;
            }

            return (true, true);
        }

        if (Contains(type, parameter))
        {
            return (false, false);
        }

        _found[parameter.Name] = type;
        return (true, false);
    }

    private bool Contains(CelType type, CelType parameter)
    {
        if (type.Equals(parameter))
        {
            return true;
        }

        return type.Kind == CelKind.Param
            ? _found.TryGetValue(type.Name, out var known) && Contains(known, parameter)
            : Array.Exists(type.Parameters, p => Contains(p, parameter));
    }
}
