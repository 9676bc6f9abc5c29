namespace Orleans.KubeApi.Schema;

/// <summary>The kind of suffix a quantity was written with; it is printed with the same kind.</summary>
internal enum QuantityFamily
{
    /// <summary>n, u, m, none, k, M, G, T, P, E.</summary>
    Decimal,

    /// <summary>Ki, Mi, Gi, Ti, Pi, Ei.</summary>
    Binary,

    /// <summary>e3, E-3.</summary>
    Exponent,
}
