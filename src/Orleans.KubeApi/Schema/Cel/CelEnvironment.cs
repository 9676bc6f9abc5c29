namespace Orleans.KubeApi.Schema.Cel;

/// <summary>
/// What an expression may name besides the library: variables, object types and further functions. Not changed while in use.
/// </summary>
internal sealed class CelEnvironment
{
    private readonly Dictionary<string, CelType> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, CelType>> _structs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CelOverload>> _functions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>Whether <c>cel.bind</c> gives a value a name.</summary>
    public bool HasBindings { get; private set; }

    /// <summary>Allows <c>cel.bind</c>.</summary>
    public CelEnvironment Bindings()
    {
        HasBindings = true;
        return this;
    }

    /// <summary>Declares a variable; its name may have dots.</summary>
    public CelEnvironment Variable(string name, CelType type)
    {
        _variables[name] = type;
        return this;
    }

    /// <summary>Declares an object type with its fields.</summary>
    public CelEnvironment Struct(string name, params (string Field, CelType Type)[] fields)
    {
        _structs[name] = fields.ToDictionary(f => f.Field, f => f.Type, StringComparer.Ordinal);
        return this;
    }

    /// <summary>Adds a field to a declared object type.</summary>
    public void Field(string name, string field, CelType type) => _structs[name][field] = type;

    /// <summary>Declares a family of object types, the name itself and all with <c>name.</c> before: any field, all of them dyn.</summary>
    public CelEnvironment OpenStruct(string name)
    {
        _open.Add(name);
        return this;
    }

    /// <summary>Declares functions, see <see cref="CelSignatures"/>.</summary>
    public CelEnvironment Functions(string signatures)
    {
        CelSignatures.Read(signatures, _functions);
        return this;
    }

    /// <summary>The type of a variable, or the type of a type that has that name.</summary>
    public CelType? Find(string name) => _variables.TryGetValue(name, out var type) ? type
        : FindType(name) is { } named ? CelType.TypeOf(named)
        : null;

    /// <summary>The type of that name.</summary>
    public CelType? FindType(string name) => CelLibrary.Types.TryGetValue(name, out var known) ? known
        : _structs.ContainsKey(name) || IsOpen(name) ? CelType.Struct(name)
        : null;

    /// <summary>The forms of a function; empty if there is none.</summary>
    public IReadOnlyList<CelOverload> FindFunction(string name)
    {
        var library = CelLibrary.Functions.GetValueOrDefault(name, []);
        return _functions.TryGetValue(name, out var own) ? [.. library, .. own] : library;
    }

    /// <summary>The type of a field; null if the object type has no such field.</summary>
    public CelType? FindField(string type, string field) => IsOpen(type) ? CelType.Dyn
        : _structs.TryGetValue(type, out var fields) ? fields.GetValueOrDefault(field) : null;

    private bool IsOpen(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return _open.Contains(dot < 0 ? name : name[..dot]);
    }
}
