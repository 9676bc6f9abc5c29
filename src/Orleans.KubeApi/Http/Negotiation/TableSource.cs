using System.Runtime.CompilerServices;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>Where Table answers get columns and cells. Columns of a type are rendered once.</summary>
/// <param name="columns">Column definitions of a type.</param>
/// <param name="row">Cells and, for finished objects, conditions of one stored object at a time.</param>
internal sealed class TableSource(
    Func<ResourceType, Node> columns, Func<ResourceType, StoredObject, DateTimeOffset, (ArrayNode Cells, ArrayNode? Conditions)> row)
{
    private readonly ConditionalWeakTable<ResourceType, byte[]> _columns = [];

    /// <summary>Whether a list of the type becomes rows by a printer of its own; the plain conversion prints null for none.</summary>
    public Func<ResourceType, bool> MakesRows { get; init; } = _ => true;

    /// <summary>The column definitions as JSON.</summary>
    public byte[] Columns(ResourceType type) => _columns.GetValue(type, t => columns(t).ToUtf8());

    /// <summary>One row.</summary>
    public (ArrayNode Cells, ArrayNode? Conditions) Row(ResourceType type, StoredObject stored, DateTimeOffset now) =>
        row(type, stored, now);
}
