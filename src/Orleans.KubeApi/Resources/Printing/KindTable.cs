using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>How objects of one kind are shown in a table. Pure: the same object and time give the same cells.</summary>
/// <param name="Columns">The columns, wide ones included.</param>
/// <param name="Cells">The cells of an object at a time, in the order of the columns. Absent fields are read as the API's defaults.</param>
internal sealed record KindTable(IReadOnlyList<Column> Columns, Func<ObjectNode, DateTimeOffset, Node[]> Cells)
{
    /// <summary>Row conditions (a finished pod), null for none.</summary>
    public Func<ObjectNode, ArrayNode?>? Conditions { get; init; }
}
