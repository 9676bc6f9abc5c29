namespace Orleans.KubeApi.Objects;

/// <summary>One term of a field selector.</summary>
/// <param name="Path">The dotted field, as the client wrote it.</param>
/// <param name="Value">The wanted value, escapes resolved; an absent field counts as "".</param>
/// <param name="Negated">True for !=.</param>
internal sealed record FieldRequirement(string Path, string Value, bool Negated)
{
    /// <summary>Whether a field's value (null = absent) meets the term.</summary>
    public bool Matches(string? value) => (value ?? "") == Value != Negated;

    /// <summary>The term in selector syntax, the value escaped.</summary>
    public override string ToString() => $"{Path}{(Negated ? "!=" : "=")}{Escape(Value)}";

    private static string Escape(string value) => value.AsSpan().IndexOfAny('\\', ',', '=') < 0
        ? value
        : value.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(",", "\\,", StringComparison.Ordinal)
            .Replace("=", "\\=", StringComparison.Ordinal);
}
