namespace Orleans.KubeApi.Schema.Cel;

/// <summary>
/// A node of a parsed expression, macros already expanded as cel-go does: what an evaluator walks. Nodes are immutable and hold their place
/// in the text (a UTF-16 offset), which is also where errors of them are shown.
/// </summary>
internal abstract record CelExpression(int Offset)
{
    /// <summary>A literal; null, bool, long, ulong, double, string or byte[].</summary>
    public sealed record Constant(int Offset, object? Value) : CelExpression(Offset);

    /// <summary>A variable.</summary>
    public sealed record Identifier(int Offset, string Name) : CelExpression(Offset);

    /// <summary><c>operand.field</c>; with <paramref name="TestOnly"/> whether the field is there.</summary>
    public sealed record Select(int Offset, CelExpression Operand, string Field, bool TestOnly) : CelExpression(Offset);

    /// <summary>A function or operator, with a receiver if it is a member call.</summary>
    public sealed record Call(int Offset, CelExpression? Target, string Function, CelExpression[] Arguments) : CelExpression(Offset);

    /// <summary>A list literal; elements marked optional are left out when they are none.</summary>
    public sealed record ListLiteral(int Offset, (CelExpression Value, bool Optional)[] Elements) : CelExpression(Offset);

    /// <summary>A map literal.</summary>
    public sealed record MapLiteral(int Offset, (CelExpression Key, CelExpression Value, bool Optional)[] Entries) : CelExpression(Offset);

    /// <summary>An object literal.</summary>
    public sealed record StructLiteral(int Offset, string TypeName, (int Offset, string Field, CelExpression Value, bool Optional)[] Fields)
        : CelExpression(Offset);

    /// <summary>A fold over a list or map: what all, exists, map, filter and the like become.</summary>
    /// <param name="Offset">Where the macro was called.</param>
    /// <param name="Range">What is walked.</param>
    /// <param name="Variable">The element (of a map the key); with a second variable the index or key.</param>
    /// <param name="SecondVariable">The element or value, null if there is one variable only.</param>
    /// <param name="Start">First value of the accumulator.</param>
    /// <param name="Condition">Goes on while true.</param>
    /// <param name="Step">The accumulator's next value.</param>
    /// <param name="Result">The value of the whole.</param>
    public sealed record Fold(
        int Offset,
        CelExpression Range,
        string Variable,
        string? SecondVariable,
        CelExpression Start,
        CelExpression Condition,
        CelExpression Step,
        CelExpression Result) : CelExpression(Offset)
    {
        /// <summary>The accumulator's name within condition, step and result.</summary>
        public string AccumulatorName { get; init; } = Accumulator;
    }

    /// <summary>Name of the accumulator of a fold; no expression can write it.</summary>
    public const string Accumulator = "@result";
}
