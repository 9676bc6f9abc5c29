namespace Orleans.KubeApi.Schema.Cel;

/// <summary>The families of CEL types.</summary>
internal enum CelKind
{
    /// <summary>Known only when evaluated; fits everything.</summary>
    Dyn,

    /// <summary>An expression whose type couldn't be found; fits everything, so that one mistake is told once.</summary>
    Error,

    /// <summary>The type of null.</summary>
    Null,

    /// <summary>bool, int, uint, double, string, bytes: told apart by name.</summary>
    Simple,

    /// <summary>A point in time.</summary>
    Timestamp,

    /// <summary>A length of time.</summary>
    Duration,

    /// <summary>A list; one parameter.</summary>
    List,

    /// <summary>A map; key and value as parameters.</summary>
    Map,

    /// <summary>An object type with named fields.</summary>
    Struct,

    /// <summary>An opaque type, perhaps with parameters (optional_type).</summary>
    Opaque,

    /// <summary>The type of a type; its parameter is that type.</summary>
    Type,

    /// <summary>A type still to be found.</summary>
    Param,
}
