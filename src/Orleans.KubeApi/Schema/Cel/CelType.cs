namespace Orleans.KubeApi.Schema.Cel;

/// <summary>A CEL type. Immutable; equal by value.</summary>
internal sealed class CelType : IEquatable<CelType>
{
    public static readonly CelType Dyn = new(CelKind.Dyn, "dyn");
    public static readonly CelType Any = new(CelKind.Dyn, "any");
    public static readonly CelType Error = new(CelKind.Error, "!error!");
    public static readonly CelType Null = new(CelKind.Null, "null_type");
    public static readonly CelType Bool = new(CelKind.Simple, "bool");
    public static readonly CelType Int = new(CelKind.Simple, "int");
    public static readonly CelType Uint = new(CelKind.Simple, "uint");
    public static readonly CelType Double = new(CelKind.Simple, "double");
    public static readonly CelType String = new(CelKind.Simple, "string");
    public static readonly CelType Bytes = new(CelKind.Simple, "bytes");
    public static readonly CelType Timestamp = new(CelKind.Timestamp, "google.protobuf.Timestamp");
    public static readonly CelType Duration = new(CelKind.Duration, "google.protobuf.Duration");

    private CelType(CelKind kind, string name, params CelType[] parameters) => (Kind, Name, Parameters) = (kind, name, parameters);

    /// <summary>The family.</summary>
    public CelKind Kind { get; }

    /// <summary>The name without parameters.</summary>
    public string Name { get; }

    /// <summary>Element type; key and value; what an opaque type holds.</summary>
    public CelType[] Parameters { get; }

    /// <summary>Whether it fits everything.</summary>
    public bool IsDynOrError => Kind is CelKind.Dyn or CelKind.Error;

    /// <summary>Whether it is an optional of something.</summary>
    public bool IsOptional => Kind == CelKind.Opaque && Name == "optional_type";

    public static CelType List(CelType element) => new(CelKind.List, "list", element);

    public static CelType Map(CelType key, CelType value) => new(CelKind.Map, "map", key, value);

    public static CelType Struct(string name) => new(CelKind.Struct, name);

    public static CelType Opaque(string name, params CelType[] parameters) => new(CelKind.Opaque, name, parameters);

    public static CelType Optional(CelType value) => Opaque("optional_type", value);

    public static CelType TypeOf(params CelType[] type) => new(CelKind.Type, "type", type);

    public static CelType Param(string name) => new(CelKind.Param, name);

    /// <summary>The same family with other parameters.</summary>
    public CelType With(CelType[] parameters) => new(Kind, Name, parameters);

    /// <inheritdoc/>
    public bool Equals(CelType? other)
    {
        if (other is null || Kind != other.Kind || Name != other.Name || Parameters.Length != other.Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < Parameters.Length; i++)
        {
            if (!Parameters[i].Equals(other.Parameters[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CelType);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Parameters.Length);

    /// <summary>As cel-go's Type.String: <c>list(int)</c>, <c>null_type</c>, <c>google.protobuf.Timestamp</c>.</summary>
    public override string ToString() =>
        Parameters.Length == 0 ? Name : $"{Name}({string.Join(", ", Parameters.Select(p => p.ToString()))})";

    /// <summary>
    /// As the checker's messages print it: <c>null</c>, <c>timestamp</c>, <c>duration</c>, else as <see cref="ToString"/>.
    /// </summary>
    public string Display()
    {
        var name = Kind switch
        {
            CelKind.Null => "null",
            CelKind.Timestamp => "timestamp",
            CelKind.Duration => "duration",
            _ => Name,
        };
        return Parameters.Length == 0 ? name : $"{name}({string.Join(", ", Parameters.Select(p => p.Display()))})";
    }
}
