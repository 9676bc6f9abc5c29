namespace Orleans.KubeApi.Schema;

/// <summary>What a type looks like in JSON.</summary>
internal enum TypeShape
{
    /// <summary>An object with named fields.</summary>
    Struct,

    /// <summary>An object with free keys and one element type.</summary>
    Map,

    /// <summary>An array with one element type.</summary>
    List,

    /// <summary>A string.</summary>
    Text,

    /// <summary>Base64 text of bytes.</summary>
    Bytes,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A 32-bit integer.</summary>
    Int32,

    /// <summary>A 64-bit integer.</summary>
    Int64,

    /// <summary>A floating point number.</summary>
    Double,

    /// <summary>A resource quantity: string, or a number on input.</summary>
    Quantity,

    /// <summary>An integer or a string.</summary>
    IntOrString,

    /// <summary>Time with whole seconds, <c>2006-01-02T15:04:05Z</c>; null when zero.</summary>
    Time,

    /// <summary>Time with exactly six fractional digits.</summary>
    MicroTime,

    /// <summary>A Go duration text.</summary>
    Duration,

    /// <summary>Any JSON (RawExtension, JSON, FieldsV1): kept as it is.</summary>
    Any,
}
